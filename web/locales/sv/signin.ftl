# Logga in med e-post, logga ut, det egna kontot.
sign-in-title = Logga in
sign-in-lede = För lärare, för dig som deltar på egen hand och för oss som arbetar med tävlingen. Inget lösenord behövs.
sign-in-email = Din e-postadress
sign-in-email-hint = Vi skickar en länk och en kod som fungerar i tio minuter.
sign-in-email-wrong = Skriv hela adressen, till exempel namn@skola.se
sign-in-too-many-mails = Den adressen har fått så många brev som den kan få i dag. Använd koden i ett av dem, eller försök igen i morgon.
sign-in-send = Skicka länken
sign-in-pupil = Är du elev?
sign-in-pupil-text = Då behöver du ingen e-post. Du går med i klassen med kod och smeknamn, och kommer tillbaka med dina tre ord.
sign-in-join = Gå med i klassen
sign-in-return = Kom tillbaka
sign-in-other-address = Skriv en annan adress
sign-in-code-title = Titta i din e-post
sign-in-code-lede = Om adressen stämmer ligger det snart ett brev där. Tryck på länken i brevet eller skriv de sex siffrorna här.
sign-in-code-mailbox = Det här är en demo: läs brevet i brevlådan.
sign-in-code-digits = Koden i brevet
sign-in-code-hint = Sex siffror
sign-in-code-help =
    Kom inget brev? Titta i skräpposten och vänta någon minut. Kontrollera att adressen är rättstavad.

    Skriv koden bara här, och bara om det var du som bad om den. Vi frågar aldrig efter den.
sign-in-enter = Logga in
sign-in-new-mail = Be om ett nytt brev
sign-in-code-wrong = Koden stämmer inte. { $left ->
    [one] Du har ett försök kvar.
   *[other] Du har { $left } försök kvar.
}
sign-in-code-needed = Skriv de sex siffrorna från brevet
sign-in-code-too-many = Det blev för många försök. Be om ett nytt brev.
sign-in-code-expired = Koden är för gammal. Be om ett nytt brev.
sign-in-code-used = Koden är redan använd. Be om ett nytt brev.
sign-in-code-unknown = Ingen kod väntar i den här webbläsaren. Be om ett nytt brev.
sign-in-link-ready-title = Logga in
sign-in-link-ready-lede = Ett tryck till, så är du inne.
sign-in-link-needs-code-title = Skriv koden också
sign-in-link-needs-code-lede = Du öppnade länken i en annan webbläsare än den du började i. Då behöver vi de sex siffrorna från brevet.
sign-in-link-used-title = Länken är redan använd
sign-in-link-used-lede = En länk fungerar bara en gång. Är du inte inloggad redan? Be om ett nytt brev.
sign-in-link-expired-title = Länken är för gammal
sign-in-link-expired-lede = En länk fungerar i tio minuter. Be om ett nytt brev, det går fort.
sign-in-link-too-many-codes-title = För många försök
sign-in-link-too-many-codes-lede = Koden skrevs fel fem gånger, så den gäller inte längre. Be om ett nytt brev.
sign-in-link-unknown-title = Länken finns inte
sign-in-link-unknown-lede = Den kan vara felskriven eller mer än ett dygn gammal. Kopiera hela länken ur brevet, eller be om ett nytt.
problem-account-suspended = Kontot är avstängt. Tror du att det är fel? Skriv till arrangören.
account-title = Ditt konto
account-email = E-post
account-roles = Du är
account-language = Språk i brev från oss
account-language-choose = Välj ett språk
account-save = Spara
flash-account-saved = Sparat.
role-organiser = arrangör
role-moderator = granskare
role-juror = jury
role-teacher = lärare
role-contributor = deltagare
