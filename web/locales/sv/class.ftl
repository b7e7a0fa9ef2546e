# Klasser: lärarens sidor och elevernas väg in och tillbaka.
classes-title = Mina klasser
classes-new = Öppna en klass
classes-empty = Du har ingen klass här än. Öppna en, så får du en kod som eleverna går med med.
classes-pupils = { $count ->
    [0] ingen elev än
    [one] 1 elev
   *[other] { $count } elever
}
classes-works = { $count ->
    [0] inget bidrag än
    [one] 1 bidrag
   *[other] { $count } bidrag
}
classes-waiting = { $count ->
    [one] Ett bidrag väntar på dig
   *[other] { $count } bidrag väntar på dig
}
class-deadline = Lämna in senast { $distance }, { $moment }.
class-grade = Årskurs { $grade }
class-grade-upper = Gymnasiet år { $year }

class-new-title = Öppna en klass
class-new-school = Skola
class-new-name = Klass
class-new-name-hint = Till exempel 7B
class-new-grade = Årskurs
class-new-municipality = Kommun
class-new-municipality-hint = Offentligt visar vi bara länet.
class-new-choose = Välj …
class-show-place = Visa skolans och klassens namn vid bidraget
class-show-place-hint = Annars visar vi bara län och årskurs. Låt det vara så om någon i klassen inte får hittas.
class-new-open = Öppna klassen
class-new-school-empty = Skriv skolans namn
class-new-name-empty = Skriv klassens namn, till exempel 7B
class-new-grade-empty = Välj årskurs
class-new-municipality-empty = Välj kommun
class-new-too-long = Det är för långt. Högst { $max } tecken får plats.

class-works = Klassens bidrag
class-works-empty = Inget bidrag är påbörjat. Eleverna börjar när de har gått med.
class-work-title = Titel
class-work-state = Läge
class-work-next = Nästa steg
class-work-untitled = Utan titel
class-work-approve = Gå igenom och godkänn
class-work-open = Öppna utkastet
class-work-all = Allt om bidraget
class-state-draft = eleverna arbetar
class-state-submitted = väntar på dig
class-state-in-review = granskas
class-state-changes-requested = ska ändras
class-state-approved = godkänt, publiceras snart
class-state-published = publicerat
class-state-rejected = publiceras inte
class-state-withdrawn = tillbakadraget
class-state-hidden = dolt
class-state-erased = raderat
class-join = Så går eleverna med
class-closed-text = Klassen är stängd, så ingen ny kan gå med. De som är med kan fortsätta.
class-step-1 = Öppna sidan
class-step-1-text = Skanna QR-koden eller gå till { $address }
class-step-2 = Skriv koden och ett smeknamn
class-step-2-text = Inget riktigt namn, ingen e-post.
class-step-3 = Skriv upp tre ord
class-step-3-text = Med dem kommer man tillbaka på en annan dator eller telefon.
class-projector = Visa för klassen
class-close = Stäng för nya
class-reopen = Öppna för nya igen
class-renew = Byt kod
class-pupils = { $count ->
    [0] Elever
    [one] 1 elev
   *[other] { $count } elever
}
class-pupils-empty = Ingen har gått med än.
class-pupils-hint = Vi känner bara till smeknamnen. Den som har tappat bort sina tre ord går med igen med ett nytt smeknamn, och du tar bort det gamla.
class-pupil-remove = Ta bort
class-place = Vad andra ser
class-place-shown = Skolans och klassens namn visas vid bidraget.
class-place-hidden = Bara län och årskurs visas. Skolans och klassens namn är dolda.
class-place-show = Visa skola och klass
class-place-hide = Dölj skola och klass
class-locked = Ingen kan komma tillbaka just nu
class-locked-text = Någon har skrivit fel ord många gånger, så sidan för att komma tillbaka är låst. Öppna den igen. Händer det flera gånger: byt kod.
class-unlock = Öppna sidan igen

class-confirm-renew-title = Byta ut koden { $name }?
class-confirm-renew-text = Den gamla koden slutar fungera direkt, både för att gå med och för att komma tillbaka. Visa eleverna den nya. De som är inne märker inget.
class-confirm-renew-do = Byt kod
class-confirm-remove-title = Ta bort { $name }?
class-confirm-remove-text = Eleven loggas ut direkt och kan inte komma tillbaka med sina ord. Det eleven har gjort finns kvar i klassens bidrag.
class-confirm-remove-do = Ta bort
class-confirm-back = Nej, tillbaka

flash-class-renewed = Klassen har en ny kod.
flash-class-closed = Klassen är stängd för nya.
flash-class-reopened = Nu kan eleverna gå med igen.
flash-class-unlocked = Nu kan eleverna komma tillbaka igen.
flash-class-place-shown = Skolans och klassens namn visas nu vid bidraget.
flash-class-place-hidden = Skolans och klassens namn är dolda.
flash-class-pupil-removed = Eleven är borttagen.
problem-teachers-only = Sidan är för lärare. Är du lärare? Öppna ditt konto och be om att få öppna klasser.
problem-classes-closed = Just nu går det inte att öppna en klass: inlämningen är stängd.
problem-too-many-classes = Du har redan så många klasser som en lärare kan ha.

projector-title = Gå med i { $name }
projector-step-1 = Skanna QR-koden, eller gå till { $address }
projector-qr = QR-kod som leder till sidan där man går med

join-title = Gå med i din klass
join-code = Klassens kod
join-code-hint = Åtta tecken. Du får den av din lärare.
join-nickname = Ditt smeknamn
join-nickname-hint = Hitta på ett. Inte ditt riktiga namn, och inget som andra känner igen utanför klassen.
join-go = Gå med
join-about =
    Vi frågar inte vad du heter, hur gammal du är eller var du bor. Ingen e-post, inget telefonnummer, inget konto.

    Efteråt får du tre ord. Med dem kommer du tillbaka.
join-been-here = Har du redan gått med? Kom tillbaka med dina tre ord
join-already = Du är redan inne som { $nickname }. Är det någon annan som sitter här? Då kan hon eller han gå med nu, och { $nickname } loggas ut.
join-already-go = Fortsätt till bidraget
join-code-unknown = Koden finns inte. Kontrollera varje tecken, eller fråga din lärare.
join-code-old = Koden är utbytt. Fråga din lärare efter den nya.
join-closed = Klassen är stängd för nya. Fråga din lärare, som kan öppna den igen.
join-over = Tävlingen är slut, så det går inte att gå med längre.
join-full = Klassen är full. Säg till din lärare.
join-too-many = Härifrån har det kommit många koder som inte finns. Vänta fem minuter och försök igen.
join-nickname-empty = Hitta på ett smeknamn
join-nickname-long = Smeknamnet är för långt. Högst 30 tecken får plats.
join-nickname-wrong = Välj ett annat smeknamn: minst två bokstäver, ingen adress och inget telefonnummer
join-nickname-taken = Någon i klassen heter redan så. Välj ett annat smeknamn.

joined-title = Dina tre ord
joined-heading = Nu är du med i { $class }, { $nickname }!
joined-lede = Skriv upp dina tre ord, eller ta en bild. De visas bara nu.
joined-code = Klassens kod är { $code }. Du behöver både den och orden för att komma tillbaka.
joined-go = Till bidraget
joined-copy = Kopiera orden
joined-copied = Orden är kopierade
joined-print = Skriv ut
joined-about = Visa inte orden för andra. Den som har dem kan ändra i ert bidrag och rösta som du.
joined-once = Dina tre ord har redan visats, och vi har inte sparat dem. Skrev du inte upp dem? Då kan du få nya.
joined-new-words = Ge mig nya ord

return-title = Kom tillbaka till din klass
return-lede = Skriv klassens kod och dina tre ord.
return-words = Dina tre ord
return-words-hint = I rätt ordning, med mellanslag emellan
return-go = Kom tillbaka
return-help = Har du tappat bort orden? Gå med igen med ett nytt smeknamn, och be din lärare ta bort det gamla.
return-words-count = Skriv tre ord med mellanslag emellan
return-words-unknown = Ord nummer { $at } är inte ett av våra ord. Är det rättstavat?
return-words-wrong = Ingen i klassen har de orden. Kontrollera både koden och ordningen.
return-locked = Det har blivit fel för många gånger, så sidan är låst för din klass. Be din lärare öppna den igen.
flash-returned = Välkommen tillbaka!
