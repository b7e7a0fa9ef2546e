# Brev med länk och sex siffror: att logga in och att bekräfta en röst.
mailed-code-title = Titta i din e-post
mailed-sign-in-lede = Om adressen stämmer ligger det snart ett brev där. Tryck på länken i brevet eller skriv de sex siffrorna här.
mailed-vote-lede = Vi har skickat ett brev. Tryck på länken i brevet eller skriv de sex siffrorna här, så räknas rösten.
mailed-other-address = Skriv en annan adress
mailed-mailbox = Det här är en demo: läs brevet i brevlådan.
mailed-digits = Koden i brevet
mailed-digits-hint = Sex siffror. De fungerar i tio minuter.
mailed-help =
    Kom inget brev? Titta i skräpposten och vänta någon minut. Kontrollera att adressen är rättstavad.

    Skriv koden bara här, och bara om det var du som bad om den. Vi frågar aldrig efter den.
mailed-sign-in-send = Logga in
mailed-vote-send = Rösta
mailed-wrong = Koden stämmer inte. { $left ->
    [one] Du har ett försök kvar.
   *[other] Du har { $left } försök kvar.
}
mailed-incomplete = Skriv alla sex siffrorna från brevet. Det här räknas inte som ett försök.
mailed-needed = Skriv de sex siffrorna från brevet
mailed-too-many = Det blev för många försök. Be om ett nytt brev.
mailed-expired = Koden är för gammal. Be om ett nytt brev.
mailed-used = Koden är redan använd. Be om ett nytt brev.
mailed-unknown = Ingen kod väntar i den här webbläsaren. Be om ett nytt brev.
mailed-sign-in-ready-title = Logga in
mailed-sign-in-ready-lede = Ett tryck till, så är du inne.
mailed-vote-ready-title = Bekräfta din röst
mailed-vote-ready-lede = Ett tryck till, så räknas rösten.
mailed-link-needs-code-title = Skriv koden också
mailed-link-needs-code-lede = Du öppnade länken i en annan webbläsare än den du började i. Då behöver vi de sex siffrorna från brevet.
mailed-link-used-title = Länken är redan använd
mailed-link-used-lede = En länk fungerar bara en gång. Behöver du en till? Be om ett nytt brev.
mailed-link-expired-title = Länken är för gammal
mailed-link-expired-lede = En länk fungerar i tio minuter. Be om ett nytt brev, det går fort.
mailed-link-too-many-codes-title = För många försök
mailed-link-too-many-codes-lede = Koden skrevs fel fem gånger, så den gäller inte längre. Be om ett nytt brev.
mailed-link-unknown-title = Länken finns inte
mailed-link-unknown-lede = Den kan vara felskriven eller mer än ett dygn gammal. Kopiera hela länken ur brevet, eller be om ett nytt.
mailed-sign-in-again = Be om ett nytt brev
mailed-vote-again = Till bidragen
