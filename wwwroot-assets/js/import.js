// A file of people goes to the server by a request of its own: through the live connection it would hold up everything else.
let running = null;

export function watchUpload(form, wizard) {
  const input = form.querySelector("input[type=file]"), zone = form.querySelector(".drop");
  input.addEventListener("change", () => take(form, wizard, input.files[0]));
  // Dropped beside the field, a file would replace the page.
  for (const name of ["dragover", "drop"]) form.addEventListener(name, event => event.preventDefault());
  form.addEventListener("dragover", () => zone.classList.add("over"));
  form.addEventListener("dragleave", event => { if (!form.contains(event.relatedTarget)) zone.classList.remove("over"); });
  form.addEventListener("drop", event => {
    zone.classList.remove("over");
    take(form, wizard, event.dataTransfer.files[0]);
  });
  // Chosen before this script was here.
  take(form, wizard, input.files[0]);
}

export const sendPasted = (form, wizard) => take(form, wizard, new File([form.querySelector("textarea").value], "pasted.csv", { type: "text/csv" }));

export function stopUpload() { running?.abort(); }

async function take(form, wizard, file) {
  if (!file || running) return;
  const mayGo = await wizard.invokeMethodAsync("BeginFromScript", file.name, file.size);
  // The same file can be chosen again once it is mended.
  form.querySelector("input[type=file]").value = "";
  if (mayGo) send(form, wizard, file);
}

function send(form, wizard, file) {
  const request = running = new XMLHttpRequest(), body = new FormData();
  body.append("file", file, file.name);
  let told = 0;
  request.upload.onprogress = event => {
    const percent = event.lengthComputable ? Math.floor(100 * event.loaded / event.total) : 0;
    if (percent === told) return;
    told = percent;
    wizard.invokeMethodAsync("ProgressFromScript", percent).catch(() => { });
  };
  request.onloadend = () => {
    running = null;
    wizard.invokeMethodAsync("EndFromScript", request.status, request.responseText.slice(0, 4000)).catch(() => { });
  };
  request.open("POST", form.getAttribute("action"));
  // In a header: looked for in the form, the whole file would be read first.
  request.setRequestHeader("RequestVerificationToken", form.elements.namedItem("__RequestVerificationToken").value);
  request.send(body);
}
