# Sidor som mest är ord.
static-contact = Skriv till { $address }
how-title = Så funkar det
how-heading = Du har något att säga. <mark>Säg det.</mark>
how-lede = Dizza är tävlingen där unga berättar vad de tycker om tobak och nikotin. Alla sätt att berätta är tillåtna.
how-steps = Från idé till startsidan
how-step-1 = Hitta på något
how-step-1-text = En film, en låt, en dikt, en bild, en tidning, en happening. Det som träffar är det ni själva menar.
how-step-2 = Ladda upp
how-step-2-text = Klassen får en kod av sin lärare. Med koden och ett smeknamn är du med. Ingen e-post behövs. Är du 16 eller äldre kan du vara med på egen hand.
how-step-3 = Vi tittar
how-step-3-text = En människa granskar varje bidrag innan det syns. Behöver något ändras får ni veta vad och varför.
how-step-4 = Alla tittar
how-step-4-text = Bidraget får en egen sida att dela, en affisch med QR-kod och en plats i galleriet.
how-step-5 = Rösta
how-step-5-text = När röstningen är öppen kan alla rösta, en gång per bidrag. Ingen ser ställningen förrän det är klart.
how-join = Gå med i en klass
how-questions = Frågor och svar
how-q-who = Vem får vara med?
how-a-who = Skolklasser med sin lärare, och unga som är minst 16 år på egen hand. Är du yngre än 16? Fråga en lärare om ni kan vara med som klass.
how-q-what = Vad får bidraget handla om?
how-a-what =
    Om tobak och nikotin, på ditt sätt. Du får skämta, men skämta om industrin, inte om den som fastnat.

    Visa gärna idéer i stället för produkter. Bidrag som gör reklam för tobak eller nikotin visas inte.
how-q-files = Vilka filer går bra?
how-a-files =
    De flesta som en mobil eller dator gör:

    - Bilder: JPEG, PNG, HEIC (från iPhone), WebP, GIF, AVIF och TIFF.
    - Film: MP4, MOV, WebM, MKV, AVI, 3GP, MPEG, OGV, WMV och FLV.
    - Ljud: MP3, M4A, AAC, AMR, WAV, OGG och FLAC.
    - Tidning: PDF med högst 60 sidor.
    - Text skriver du direkt på sidan.
how-q-rules = Vad ska vi tänka på?
how-a-rules =
    - Gör allt själva, eller ha lov. Det gäller musik, bilder och text.
    - Ingen ska gå att känna igen: inga ansikten, röster, namn eller skolans namn.
    - Inget som skadar eller hånar någon.
how-q-vote = Hur räknas rösterna?
how-a-vote = En person har några röster och kan ge varje bidrag en. Elever röstar med sin klass, andra bekräftar med e-post. Du får ett kvitto och kan ta tillbaka en röst så länge röstningen är öppen.
how-q-names = Syns mitt namn?
how-a-names = Nej, inte om du inte vill. Vi visar län och årskurs. Skola och klass visas bara om läraren säger ja.
how-q-remove = Jag är med på en bild. Kan den tas bort?
how-a-remove = Ja, direkt. Öppna bidraget och välj ”Anmäl bidraget”. Säg att du är med på bilden. Då döljs bidraget på en gång, och sedan tittar vi. Du behöver inte logga in.

schools-title = För skolor
schools-heading = En lektion räcker för att <mark>börja.</mark>
schools-lede = Ni får en klasskod, eleverna får ett smeknamn. Du har sista ordet innan något lämnas in.
schools-open-class = Öppna en klass
schools-steps = Så går det till
schools-step-1 = Logga in med e-post
schools-step-1-text = Du får en länk, inget lösenord. Första gången kontrollerar vi att du är lärare.
schools-step-2 = Öppna en klass
schools-step-2-text = Du får en kod och en QR-sida att visa på tavlan. Koden kan bytas och stängas när du vill.
schools-step-3 = Eleverna gör bidraget
schools-step-3-text = Flera elever kan arbeta i samma utkast. Inget går förlorat om nätet försvinner eller datorn stängs.
schools-step-4 = Du godkänner
schools-step-4-text = Du går igenom en checklista och lämnar in. Vi granskar, och du ser i klartext var bidraget är.
schools-pupils = Det här sparar vi om eleverna
schools-pupils-text =
    Ett smeknamn som hör till klassen. Ingen e-post, inget efternamn, inget födelsedatum, ingen IP-adress. Eleven kommer tillbaka med klasskoden och tre ord.

    Be eleverna välja smeknamn som inte avslöjar vem de är.
schools-consent = Ingen ska gå att känna igen
schools-consent-text =
    Just nu tar vi emot bidrag där ingen går att känna igen: inga ansikten, röster, namn eller skolans namn. Då behövs inget samtycke till bild.

    Animera, filma händer och skuggor, låt någon vuxen läsa texten eller spela musiken utan sång.
schools-protected = Skyddade uppgifter
schools-protected-text = Vi frågar aldrig vem som har skyddade uppgifter och sparar det aldrig. I checklistan intygar du för hela klassen att inget i bidraget röjer någon. Offentligt visar vi bara län och årskurs, om du inte själv väljer mer.
schools-time = Så lång tid tar det
schools-time-text =
    - Lektion 1: titta på några bidrag och prata. Vad träffar? Varför?
    - Lektion 2: gör en idé och ett manus eller en skiss.
    - Lektion 3: spela in, måla eller skriv, och ladda upp.
schools-lesson = Frågor att börja med
schools-lesson-text =
    - Vem tjänar pengar på att någon i er ålder börjar?
    - Var ser ni reklam som inte ser ut som reklam?
    - Vad skulle få er egen kompis att stanna upp?

partners-title = För partner
partners-heading = Ett galleri på er sida. <mark>En minut.</mark>
partners-lede = Visa bidragen på er egen webbplats, i era färger. Klistra in en rad, klart.
partners-promise = Vad ni får
partners-promise-text =
    - Ett galleri som alltid är granskat: det vi tar bort försvinner hos er också.
    - Inga kakor, ingen lagring och ingen spårning av era besökare.
    - Röstningen sker hos oss, så att en röst räknas en gång.
partners-how = Så gör ni
partners-how-text =
    I WordPress och andra verktyg som kan oEmbed räcker det att klistra in adressen till ett bidrag på en egen rad.

    I andra verktyg använder ni en ram (iframe). Färgen ställer ni in med en färgton mellan 0 och 359.
partners-technical = För er som bygger
partners-technical-text =
    Det finns ett öppet API med JSON och en beskrivning i OpenAPI 3.1 på adressen /api/v1/openapi.json. Bidrag kommer en sida i taget, med ETag.

    Vilka webbplatser som får visa ett partnergalleri står i en lista. Säg till oss när ni får en ny adress.
partners-become = Bli partner
partners-become-text = Stöd en tävling, ge ett pris eller visa bidragen. Tobaks- och nikotinbolag, och de som ägs av dem, kan inte vara partner.

privacy-title = Integritet
privacy-lede = Vi sparar så lite vi kan, säger varför och tar bort det igen.
privacy-short = Kort sagt
privacy-short-text =
    - Inga kakor innan du loggar in eller röstar. Inga annonser, ingen spårning, inget från andra företag.
    - Elever är med utan e-post, efternamn och födelsedatum.
    - Originalfilen du laddar upp visas aldrig. Det som visas är en kopia utan plats- och mobiluppgifter.
privacy-pupils = Elever
privacy-pupils-text = Vi sparar smeknamnet, vilken klass det hör till och ett skyddat avtryck av de tre orden. Det är allt. Läraren kan ta bort smeknamnet när som helst.
privacy-adults = Lärare och andra med konto
privacy-adults-text = Vi sparar e-postadressen och vad du får göra, till exempel vara lärare. Inloggningen är en kaka som bara behövs medan du är inloggad. Beslut som tas av dem som granskar sparas i en logg som inte går att ändra i efterhand.
privacy-voters = Du som röstar
privacy-voters-text = Din e-postadress används för att skicka en länk och glöms sedan. För att räkna varje röst en gång sparar vi ett avtryck som inte går att göra om till adressen. Avtrycken förstörs efter tävlingen.
privacy-visitors = Du som tittar
privacy-visitors-text = Vi för ingen logg med IP-adresser. För att stå emot överbelastning räknar vi besök från varje nät en kort stund, med ett avtryck som byts varje dag.
privacy-works = Bidrag
privacy-works-text = När ett bidrag laddas upp tar vi bort plats, tid, mobilmodell och annat som gömmer sig i filen. Ett bidrag kan tas tillbaka av den som lämnade in det. Den som är med på en bild kan få den dold direkt, utan att logga in.
privacy-where = Var uppgifterna finns
privacy-where-text = Hos den som driver tävlingen. Programmet skickar inget till andra. Säkerhetskopior tas bort efter högst 35 dagar.
privacy-rights = Dina rättigheter
privacy-rights-text =
    Du kan få veta vad vi har om dig, få det rättat, få en kopia eller få det borttaget. Barn har samma rättigheter, och vårdnadshavare kan hjälpa till.

    Är du inte nöjd med svaret kan du klaga hos Integritetsskyddsmyndigheten.
privacy-contact = Kontakt
privacy-contact-text = Använd ”Anmäl bidraget” på bidragets sida om det gäller ett bidrag. Det går snabbast. Gäller det något annat, kontakta den som arrangerar tävlingen.

accessibility-title = Tillgänglighet
accessibility-lede = Alla ska kunna titta, rösta och vara med. Så långt har vi kommit.
accessibility-status = Hur tillgänglig är webbplatsen?
accessibility-status-text = Målet är WCAG 2.2 nivå AA och EN 301 549. Våra egna sidor är gjorda för att nå dit. Det som återstår står nedan.
accessibility-works = Det här fungerar
accessibility-works-text =
    - Allt går att göra med tangentbord och utan JavaScript.
    - Sidorna går att läsa på 320 bildpunkters bredd och med 400 procents zoom.
    - Ljust och mörkt läge, och systemets höga kontrast, fungerar lika bra.
    - Inget spelas upp av sig självt. Rörelser stängs av om du har valt det i din enhet.
accessibility-known = Brister vi känner till
accessibility-known-text =
    - Alla filmer är inte textade. Vi ber om texter när bidraget lämnas in och säger vilka bidrag som är textade.
    - Alla bilder har inte en beskrivning, eftersom den skrivs av dem som gjort bidraget.
accessibility-test = Så har vi kontrollerat
accessibility-test-text = Varje sida kontrolleras automatiskt med axe i ljust och mörkt läge vid varje ändring, och färgernas kontrast räknas om för varje färgton. Hela vägen från uppladdning till röst provas med och utan JavaScript.
accessibility-report = Säg till om något inte fungerar
accessibility-report-text = Hittar du ett hinder vill vi veta det. Kontakta den som arrangerar tävlingen och berätta vilken sida det gäller och vad som hände. Behöver du hjälp att lämna in eller rösta på ett annat sätt ordnar vi det.
accessibility-supervision = Tillsyn
accessibility-supervision-text = Myndigheten för digital förvaltning har tillsyn över offentliga webbplatsers tillgänglighet. Är arrangören en offentlig aktör kan du anmäla brister dit.
