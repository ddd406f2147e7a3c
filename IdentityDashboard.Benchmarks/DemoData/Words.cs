namespace IdentityDashboard.Benchmarks.DemoData;

/// <summary>What demo people, groups and places are called. Earlier names are commoner.</summary>
internal static class Words
{
    public static readonly string[] FirstNames = Split(
        """
        Anna Maria Emma Peter Thomas Michael Sofia Daniel Martin Laura Andreas David Julia Christian Sarah Alexander Eva Stefan Nina Markus
        Elena Jan Sandra Robert Katharina Lukas Ida Paul Lena Jonas Hannah Erik Olivia Marie Johan Ingrid Lars Karin Anders Astrid
        Henrik Birgit Sven Petra Magnus Helena Oskar Linnea Gustav Elin Viktor Maja Nils Klara Axel Freja Emil Alma Hugo Ebba
        William Grace Oliver Amelia George Isla Harry Ava Jack Emily Charlie Lily James Charlotte Arthur Alice Thomas Freya Henry Poppy
        Pierre Camille Louis Chloé Antoine Manon Jules Léa Hugo Inès Lucas Jade Gabriel Louise Raphaël Zoé Étienne Margaux Théo Océane
        Giulia Marco Francesca Luca Chiara Matteo Alessandra Lorenzo Valentina Davide Martina Riccardo Federica Simone Giorgia Andrea Elisa Paolo Silvia Stefano
        Carmen José Lucía Antonio María Manuel Paula Francisco Marta Javier Alba Sergio Sara Álvaro Irene Diego Nuria Pablo Rocío Iván
        João Ana Pedro Beatriz Tiago Inês Miguel Matilde Rui Catarina Duarte Leonor Nuno Mafalda Gonçalo Teresa André Rita Luís Marta
        Piotr Agnieszka Krzysztof Małgorzata Tomasz Joanna Paweł Ewa Jakub Zofia Wojciech Magdalena Michał Aleksandra Łukasz Karolina Kamil Natalia Mateusz Weronika
        Jiří Tereza Ondřej Kateřina Tomáš Lucie Pavel Veronika Jakub Barbora Zsófia László Eszter Gábor Réka Balázs Ioana Andrei Elena Mihai
        Dimitris Eleni Giorgos Katerina Nikos Sofia Aylin Mehmet Zeynep Emre Elif Can Defne Burak Fatma Mustafa Amina Omar Layla Yusuf
        Fatima Hassan Noor Karim Salma Tariq Priya Arjun Ananya Rohan Anita Vikram Kavya Rahul Meera Sanjay Deepa Amit Lakshmi Ravi
        Mei Wei Li Hiroshi Yuki Kenji Sakura Takeshi Aiko Haruto Min-jun Seo-yeon Ji-woo Linh Minh Thu Siti Budi Putri Agus
        Kwame Ama Kofi Abena Chinedu Ngozi Emeka Adaeze Thabo Naledi Sipho Zanele Wanjiru Otieno Amara Juma Fatou Mamadou Aïssatou Cheikh
        Quentin Zephyrine Ximena Wilhelmina Ulrich Thaddeus Sigrún Rosamund Quirin Perpetua Ottoline Nathanael Melchior Leocadia Konstanze Jocasta Isambard Hyacinth Gwendolyn Fyodor
        """);

    public static readonly string[] LastNames = Split(
        """
        Müller Andersson Johansson Schmidt Smith Hansen Novák Rossi García Martin Jones Nielsen Karlsson Schneider Fischer Nilsson Jensen Weber Eriksson Meyer
        Larsson Wagner Olsson Becker Persson Schulz Hoffmann Svensson Gustafsson Schäfer Pettersson Koch Jonsson Bauer Jansson Richter Hansson Klein Bengtsson Wolf
        Jönsson Schröder Lindberg Neumann Jakobsson Schwarz Magnusson Zimmermann Olofsson Braun Lindström Krüger Lindqvist Hofmann Lindgren Hartmann Axelsson Lange Berg Werner
        Taylor Williams Brown Davies Evans Wilson Thomas Johnson Roberts Robinson Thompson Wright Walker White Edwards Hughes Green Hall Lewis Harris
        Clarke Patel Jackson Wood Turner Cooper Hill Ward Morris Moore Clark Lee King Baker Harrison Morgan Allen James Scott Phillips
        Bernard Dubois Durand Moreau Laurent Simon Michel Lefèvre Leroy Roux Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Müller-Lefèvre
        Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti DeLuca Costa Giordano Mancini Rizzo Lombardi Moretti Barbieri
        Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Jiménez Ruiz Hernández Díaz Moreno Álvarez Romero Alonso Gutiérrez Navarro Torres Salinas
        Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa Fernandes Gonçalves Gomes Lopes Marques Alves Almeida Ribeiro Pinto Carvalho Teixeira
        Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Piotrowski Grabowski Nowakowski Pawłowski
        Svoboda Novotný Dvořák Černý Procházka Kučera Veselý Horák Němec Pokorný Nagy Kovács Tóth Szabó Horváth Varga Popescu Ionescu Dumitru Stoica
        Papadopoulos Vlachos Angelopoulos Nikolaidis Georgiou Yılmaz Kaya Demir Şahin Çelik Yıldız Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara
        Haddad Khoury Mansour Nasser Rahman Hussain Ahmed Khan Malik Sheikh Singh Sharma Kumar Gupta Verma Reddy Iyer Nair Mehta Kapoor
        Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato
        Kim Park Choi Jung Kang Nguyen Tran Pham Hoang Phan Santoso Wijaya Mensah Owusu Boateng Asante Okafor Adeyemi Eze Okonkwo
        Dlamini Nkosi Zulu Mokoena Kamau Mwangi Otieno Wanjiku Diallo Traoré Keïta Ndiaye Sow Camara Haugen Bakken Solberg Strand Moen Dahl
        Virtanen Korhonen Mäkinen Nieminen Laine Heikkinen Koskinen Järvinen Tamm Kask Bērziņš Kalniņš Kazlauskas Petrauskas Jóhannsdóttir Sigurðsson Gunnarsdóttir Zábranský Quist Vandenbroucke
        Thistlewood Ravensworth Oyelaran Xanthopoulou Featherstonehaugh Brzęczyszczykiewicz Llewellyn-Pryce Wolkenstein Zylberberg Umbridge Cholmondeley Hrdlička Pfefferkorn Quackenbush Rosenkrantz Schwarzenegger Szczepański Uusitalo Vijayakumar Wojciechowska
        """);

    public static readonly string[] Domains =
        ["halden.example", "halden.example", "halden.example", "halden.example", "halden.example", "halden-nordic.example", "halden-iberia.example",
         "nordwerft.example", "bluequay.example", "partner.example", "harbourline.example", "ostsee-logistik.example"];

    public static readonly string[] Places = Split(
        """
        Oslo Bergen Stockholm Gothenburg Malmö Copenhagen Aarhus Helsinki Tallinn Riga Vilnius Gdańsk Warsaw Kraków Prague Brno Vienna Graz Budapest Bucharest
        Berlin Hamburg Munich Cologne Bremen Leipzig Zürich Basel Geneva Milan Turin Genoa Rome Naples Madrid Barcelona Valencia Bilbao Lisbon Porto
        Paris Lyon Marseille Lille Nantes Brussels Antwerp Rotterdam Amsterdam Utrecht London Leeds Bristol Glasgow Dublin Cork Athens Istanbul Izmir Dubai
        """);

    public static readonly string[] Departments = Split(
        "Sales Finance Legal Marketing Engineering Support Purchasing Logistics Warehouse Quality Research Design Payroll Security Facilities Training Audit Treasury Planning Production Maintenance Customs Freight Claims");

    public static readonly string[] Kinds = ["", "leads", "contractors", "on call", "night shift", "interns", "auditors", "approvers"];

    public static readonly string[] LargeGroups =
        ["All employees", "Everybody in Europe", "Office workers", "Warehouse workers", "Drivers", "Nordic staff", "Works council voters", "Canteen users",
         "Parking permits", "Shift workers", "VPN users", "Mobile phones"];

    public static readonly string[] Regions = ["Nordics", "Baltics and Poland", "Central Europe", "Western Europe", "Southern Europe", "Middle East"];

    public static readonly (string Name, string Description, string[] Grants)[] Roles =
    [
        ("Viewer", "Reads orders and stock.", ["orders.read", "stock.read"]),
        ("Order clerk", "Takes and changes orders.", ["orders.read", "orders.write"]),
        ("Warehouse clerk", "Books goods in and out.", ["stock.read", "stock.write"]),
        ("Driver", "Confirms deliveries.", ["deliveries.confirm"]),
        ("Dispatcher", "Plans tours.", ["deliveries.plan", "orders.read"]),
        ("Accountant", "Reads and books invoices.", ["invoices.read", "invoices.write"]),
        ("Approver", "Releases payments.", ["invoices.read", "payments.release"]),
        ("Team lead", "Sees their team.", ["identity.read"]),
        ("Helpdesk", "Helps people sign in.", ["identity.read", "credential.manage"]),
        ("Auditor", "Reads everything.", ["identity.read", "audit.read", "orders.read", "stock.read", "invoices.read"]),
    ];

    public static readonly string[] Contracts = ["Permanent", "Permanent", "Permanent", "Permanent", "Fixed term", "Contractor", "Apprentice"];

    private static string[] Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
