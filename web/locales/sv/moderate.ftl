# Granskarnas rum.
moderate-title = Granska
moderate-queue = Kön
moderate-waiting = { $count ->
    [0] Inget väntar
    [one] 1 bidrag väntar
   *[other] { $count } bidrag väntar
}
moderate-filters = Filter
moderate-filter-kind = Sort
moderate-filter-category = Kategori
moderate-kind-all = Allt
moderate-kind-urgent = Integritet först
moderate-kind-photo = Bild
moderate-kind-video = Film
moderate-kind-audio = Ljud
moderate-kind-document = Tidning
moderate-kind-text = Text
moderate-category-all = Alla
moderate-earlier = Tidigare i kön
moderate-later = Längre ned i kön
moderate-previous = Förra
moderate-next = Nästa
moderate-choose = Välj ett bidrag i listan. Det som har väntat längst står överst.
moderate-begin = Börja med det första
moderate-empty = Kön är tom. Bra jobbat.
moderate-empty-action = Se bidragen
moderate-single = En person på egen hand
moderate-tag-urgent = Integritet: två granskare
moderate-tag-held = Liknar något raderat: två granskare
moderate-tag-reports = { $count ->
    [one] 1 anmälan
   *[other] { $count } anmälningar
}
moderate-tag-purge = En granskare vill radera det
moderate-tag-own = Ditt eget

moderate-public-page = Se sidan som alla ser
moderate-unveil = Visa filmen ({ $length }). Den är suddig och tyst tills du öppnar den.
moderate-decision = Beslut
moderate-claim = Ta hand om det här
moderate-release = Lämna ifrån mig
moderate-claim-mine = Du har tagit hand om det här till { $until }.
moderate-claim-other = { $who } har tagit hand om det här till { $until }.
moderate-approve = Godkänn
moderate-request-changes = Be om ändring
moderate-reject = Avslå
moderate-hide = Dölj nu
moderate-restore = Visa igen
moderate-feature = Sätt på förstasidan
moderate-unfeature = Ta bort från förstasidan
moderate-keep = Behåll, anmälningarna är besvarade
moderate-undo = Ångra
moderate-undone = ångrat
moderate-undo-approve = ”{ $title }” är godkänt.
moderate-undo-request-changes = ”{ $title }” går tillbaka för ändring.
moderate-undo-reject = ”{ $title }” är avslaget.
moderate-why = Ändra eller avslå: välj skäl
moderate-why-hide = Dölj: välj skäl
moderate-text-sv = Så läser eleverna det, på svenska
moderate-text-en = Så läser eleverna det, på engelska
moderate-text-hint = Ändra orden så att de passar just det här bidraget. Skriv så att en tolvåring förstår.
moderate-reason-missing = Välj ett skäl
moderate-words-missing-sv = Skriv skälet på svenska
moderate-words-missing-en = Skriv skälet på engelska
moderate-words-long = Korta texten. Den får ha högst 2 000 tecken.
moderate-reports = Anmälningar
moderate-report-closed = besvarad
moderate-report-contact = Svara till: { $contact }
moderate-timeline = Det som har hänt
moderate-by-rule = Automatiskt
moderate-event-class = Läraren godkände
moderate-event-approve = Godkänt
moderate-event-request-changes = Ändring begärd
moderate-event-reject = Avslaget
moderate-event-hide = Dolt
moderate-event-restore = Visat igen
moderate-event-ask-restore = En granskare vill visa det igen
moderate-note-own = Du, eller din klass, har gjort det här. Någon annan måste besluta.
moderate-note-two = Någon har sagt att det här rör deras integritet. Två granskare måste vilja visa det innan det syns igen.
moderate-note-held = En fil här liknar, eller är, en fil i ett verk som raderats för alltid. Titta noga: det kan vara en kopia.
moderate-note-held-two = Två granskare måste godkänna innan det kan visas.
moderate-doubles = Liknar det här
moderate-double-unseen = Ett bidrag som moderatorerna inte ser nu
moderate-double = { $state }. { $bits } av 256 kännetecken skiljer.
moderate-purge-more = Radera för alltid
moderate-purge-lede = För det som aldrig får komma tillbaka. Filer, ord och skäl tas bort och går inte att återställa. Samma fil, eller en bild som liknar, stoppas sedan tills två granskare har tittat: både det som redan finns här och det som laddas upp senare. Dikter och andra ord känns inte igen. Två granskare måste vilja radera.
moderate-purge = Radera för alltid
moderate-purge-ask = Radera för alltid …
moderate-purge-title = Radera ”{ $title }” för alltid?
moderate-purge-loses = { $files ->
    [0] Titeln, texten, anmälningarnas ord och skälen till besluten försvinner.
    [one] Filen med sin beskrivning och textning, titeln, texten, anmälningarnas ord och skälen till besluten försvinner.
   *[other] Alla { $files } filer med beskrivningar och textning, titeln, texten, anmälningarnas ord och skälen till besluten försvinner.
} Ingen kan få tillbaka dem.
moderate-purge-first = Inget raderas nu. Vill en till granskare samma sak försvinner allt på en gång.
moderate-purge-last = En annan granskare vill redan radera det. Trycker du också är allt borta på en gång.
moderate-purge-spare = Radera inte
moderate-purge-keep = Behåll
moderate-purge-want = Jag vill radera det
moderate-purge-asked = Du vill radera det. Nu måste en till granskare vilja samma sak.
moderate-purge-second = En annan granskare vill radera det. Trycker du också är det borta för alltid.
flash-purge-asked = Noterat. En till granskare måste vilja radera det.
flash-purge-spared = Ingen vill radera det längre.
flash-purged = Raderat för alltid.
moderate-note-asked = Du vill visa det. Nu måste en till granskare vilja samma sak.
moderate-note-second = En annan granskare vill visa det. Godkänner du också syns det igen.
moderate-note-purge = En granskare vill radera det här. Radera, eller välj Radera inte, innan du beslutar något annat än att avslå.
moderate-note-not-ready = Alla filer är inte klara. Det går inte att godkänna än.

moderate-state-draft = Utkast
moderate-state-submitted = Väntar på läraren
moderate-state-in-review = Väntar på granskning
moderate-state-changes-requested = Ska ändras
moderate-state-approved = Godkänt, publiceras snart
moderate-state-published = Publicerat
moderate-state-rejected = Avslaget
moderate-state-withdrawn = Tillbakadraget
moderate-state-hidden = Dolt
moderate-state-erased = Raderat

moderate-keys = Tangenter
moderate-keys-lede = Snabbtangenter när du granskar. De gör ingenting medan du skriver i ett fält.
moderate-key-next = nästa bidrag
moderate-key-previous = förra bidraget
moderate-key-approve = godkänn
moderate-key-changes = be om ändring (först skälet, sedan en gång till)
moderate-key-reject = avslå, eller dölj det som är publicerat
moderate-key-feature = sätt på förstasidan eller ta bort därifrån
moderate-key-undo = ångra det senaste
moderate-key-help = den här listan
moderate-keys-turn-off = Stäng av tangenterna
moderate-keys-turn-on = Sätt på tangenterna
moderate-keys-no-script = Tangenterna behöver JavaScript. Allt annat fungerar utan.
moderate-back = Till kön

flash-moderate-undone = Beslutet är ångrat. Bidraget är tillbaka i kön.
flash-moderate-hidden = Bidraget är dolt.
flash-moderate-restored = Bidraget syns igen.
flash-moderate-second = Sparat. Nu måste en till granskare säga ja.
flash-moderate-kept = Anmälningarna är besvarade. Bidraget är kvar.
flash-moderate-retried = Filen bearbetas en gång till.
flash-featured = Bidraget ligger på förstasidan.
flash-unfeatured = Bidraget är borta från förstasidan.
flash-featured-order = Ordningen är sparad.

problem-moderate-own = Du, eller din klass, har gjort det här bidraget. Någon annan måste besluta.
problem-moderate-state = Bidraget står inte där längre. Någon kan ha hunnit före. Öppna det igen och titta.
problem-moderate-claimed = En annan granskare har tagit hand om bidraget just nu.
problem-moderate-changed = Bidraget har ändrats sedan du tittade. Öppna det igen och titta en gång till.
problem-moderate-purge-asked = En granskare vill radera bidraget för alltid. Radera det, eller välj Radera inte först.
problem-moderate-not-ready = Alla filer är inte klara. Vänta en stund och försök igen.
problem-moderate-no-undo = Det går inte att ångra längre. Beslutet gäller.
problem-moderate-class-handed-in = Klassen har hunnit lämna in ett annat bidrag, så det här går inte att ångra.
problem-moderate-words = Skälet saknas eller är för långt.

featured-title = Utvalda på förstasidan
featured-lede = Så här ligger de på förstasidan. Dra för att ändra ordningen, eller använd knapparna.
featured-up = Flytta upp
featured-down = Flytta ned
featured-remove = Ta bort
featured-up-of = Flytta upp { $title }
featured-down-of = Flytta ned { $title }
featured-remove-of = Ta bort { $title }
featured-empty = Inget är utvalt än. Öppna ett publicerat bidrag och sätt det på förstasidan.
