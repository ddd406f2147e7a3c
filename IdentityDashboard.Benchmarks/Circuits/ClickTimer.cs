namespace IdentityDashboard.Benchmarks.Circuits;

internal static class ClickTimer
{
    /// <summary>
    /// <c>clickTimer.await(answer)</c> before a click; then <c>clickTimer.answered</c> is the milliseconds from the
    /// click's event to the mutation with which the answer stands in the page; -1 if it hasn't come after 5 seconds.
    /// </summary>
    public const string Script =
        """
        () => {
          const rows = () => [...document.querySelectorAll('table tbody tr')].map(r => r.textContent).join('|');
          const looks = () => [...document.querySelectorAll('table tbody tr')].map(r => r.className + r.getAttribute('aria-selected')).join('|');
          const answers = {
            menu: () => document.querySelector('[role=menu]') !== null,
            rows: before => !document.querySelector('table[aria-busy=true]') && rows() !== before.rows && rows().includes('@'),
            row: before => looks() !== before.looks,
          };
          window.clickTimer = {
            await(answer) {
              const before = { rows: rows(), looks: looks() };
              let start = null;
              this.answered = new Promise(resolve => {
                addEventListener('click', e => { start = e.timeStamp; }, { capture: true, once: true });
                const observer = new MutationObserver(() => {
                  if (start === null || !answers[answer](before)) return;
                  observer.disconnect();
                  clearTimeout(ticking);
                  resolve(performance.now() - start);
                });
                ticking = setTimeout(() => { observer.disconnect(); resolve(-1); }, 5000);
                observer.observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
              });
            },
          };
        }
        """;
}
