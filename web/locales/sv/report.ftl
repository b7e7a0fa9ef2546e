# Anmäl ett bidrag. Ingen inloggning.
report-title = Anmäl ett bidrag
report-about = Det gäller
report-lede = Du behöver inte logga in och inte säga vem du är. En människa läser det du skriver.
report-reason = Vad är det som är fel?
report-reason-missing = Välj det som stämmer bäst
report-reason-privacy = Jag är med, eller så rör det någons privatliv
report-privacy-hint = Bidraget döljs direkt. Sedan tittar två personer på det.
report-reason-bullying = Någon blir mobbad eller hånad
report-reason-hate = Hat mot en grupp människor
report-reason-violence = Våld
report-reason-sexual = Något sexuellt
report-reason-self-harm = Någon skadar sig själv
report-reason-tobacco = Det är reklam för tobak eller nikotin
report-reason-copied = Någon annan har gjort det
report-reason-spam = Reklam eller nonsens
report-reason-other = Något annat
report-text = Berätta mer
report-text-hint = Till exempel var i filmen det är. Skriv inga namn.
report-text-long = Korta texten. Den får ha högst 2 000 tecken.
report-contact = Mejladress
report-contact-hint = Bara om du vill ha svar. Vi använder den inte till något annat.
report-contact-wrong = Skriv hela adressen, till exempel namn@skola.se, eller lämna rutan tom
report-send = Skicka anmälan
report-cancel = Avbryt
report-sent-title = Tack. Vi har fått din anmälan.
report-sent-hidden = Bidraget är dolt nu. Ingen annan kan se det.
report-sent-lede = En människa tittar på bidraget så snart vi hinner, senast nästa skoldag.
report-sent-next =
    Så här går det till:

    - En granskare läser det du skrev och tittar på bidraget.
    - Är något fel tas det bort eller görs om.
    - De som gjort bidraget får veta varför, men inte vem som anmälde.

    Mår du dåligt av något du sett? Prata med en vuxen du litar på, eller ring 116 111.
report-sent-action = Till bidragen
report-rule-words = Någon har sagt att bidraget visar dem eller rör deras privatliv. Då döljer vi det direkt, innan någon människa har hunnit titta. Två personer granskar det nu. Visar det sig att allt är i sin ordning syns bidraget igen.
contribution-moderate = Granska
