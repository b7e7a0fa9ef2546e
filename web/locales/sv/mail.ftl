# Breven, och demons brevlåda. Ett brev heter mail-{mall}-subject och mail-{mall}-body.
mail-foot =
    Dizza – unga säger ifrån om tobak och nikotin
    { $origin }

mail-sign-in-subject = Logga in på Dizza
mail-sign-in-body =
    Hej!

    Tryck på länken i samma webbläsare som du började i, och sedan på knappen Logga in:
    { $url }

    Eller skriv den här koden på sidan där du väntar:
    { $code }

    Länken och koden fungerar i tio minuter och bara en gång.

    Var det inte du som ville logga in? Släng brevet, då händer ingenting.

mail-decision-approve-subject = ”{ $title }” är publicerat
mail-decision-approve-body =
    Hej!

    Bidraget ”{ $title }” är granskat och publicerat. Nu kan alla se det:
    { $url }

    Dela gärna länken.
    { $text }

mail-decision-request-changes-subject = ”{ $title }” behöver ändras
mail-decision-request-changes-body =
    Hej!

    Vi har tittat på bidraget ”{ $title }”. Något behöver ändras innan det kan publiceras:

    { $text }

    Så här gör ni: öppna bidraget, ändra och lämna in igen. Inget är förlorat.
    { $url }

mail-decision-reject-subject = ”{ $title }” publiceras inte
mail-decision-reject-body =
    Hej!

    Vi har tittat på bidraget ”{ $title }” och kan inte publicera det. Därför:

    { $text }

    Beslutet gäller hela bidraget. En människa har fattat det. Tycker du att det är fel? Svara på brevet, så prövar någon annan hos oss det igen.
    { $url }

mail-decision-hide-subject = ”{ $title }” är dolt
mail-decision-hide-body =
    Hej!

    Bidraget ”{ $title }” syns inte längre för andra. Därför:

    { $text }

    Det är dolt tills vidare och kan visas igen. Tycker du att det är fel? Svara på brevet, så prövar någon annan hos oss det igen.
    { $url }

mail-decision-restore-subject = ”{ $title }” syns igen
mail-decision-restore-body =
    Hej!

    Bidraget ”{ $title }” visas igen:
    { $url }
    { $text }

mail-report-stays-subject = Din anmälan: bidraget visas
mail-report-stays-body =
    Hej!

    Tack för att du sa till om ”{ $title }”. En människa hos oss har läst det du skrev och tittat på bidraget. Vi tycker att det kan visas.

    Ser du något vi har missat? Anmäl det igen och berätta mer. Vi har nu glömt din adress.
    { $url }

mail-report-gone-subject = Din anmälan: bidraget visas inte
mail-report-gone-body =
    Hej!

    Tack för att du sa till om ”{ $title }”. En människa hos oss har läst det du skrev och tittat på bidraget. Det visas inte längre.

    Vi har nu glömt din adress.
    { $url }

mail-teacher-yes-subject = Du kan öppna klasser nu
mail-teacher-yes-body =
    Hej!

    Du är godkänd som lärare på Dizza. Logga in igen och öppna din första klass:
    { $url }

mail-teacher-no-subject = Vi kunde inte godkänna dig som lärare
mail-teacher-no-body =
    Hej!

    Vi kunde inte se att du arbetar på skolan, så vi kan inte låta dig öppna klasser. Är det fel? Fråga igen, helst från skolans e-postadress:
    { $url }

mailbox-title = Demoversionens brevlåda
mailbox-lede = I demon skickas inga brev. De hamnar här, och bara den som sitter vid den här datorn kan läsa dem.
mailbox-subject = Ämne
mailbox-to = Till
mailbox-date = Skrivet
mailbox-empty = Inga brev än. Logga in, så kommer det första.
