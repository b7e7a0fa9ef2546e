# Rösta: bekräfta en adress, kvitto, vad som kan gå fel.
vote-start-title = Rösta med din e-post
vote-start-for = Du röstar på
vote-start-email = Din e-postadress
vote-start-hint = Vi skickar en länk och en kod. Adressen sparas inte.
vote-start-send = Skicka koden
vote-start-about =
    Varje person har lika många röster. Därför ber vi dig visa att adressen är din.

    Vi sparar bara ett hemligt avtryck av den, så att ingen kan rösta två gånger. Adressen raderas när brevet är skickat, och du får inga fler brev.
vote-start-pupil = Är du med i en klass? Gå tillbaka in med klassens kod så röstar du utan e-post.
vote-email-wrong = Skriv hela adressen, till exempel namn@example.org
flash-vote-counted = Din röst är räknad.
flash-vote-taken-back = Rösten är tillbakatagen. Du kan ge den till ett annat bidrag.
flash-voter-known = Nu kan du rösta i två timmar.
receipt-title = Kvitto på en röst
receipt-heading = Rösten räknas
receipt-own = Du röstade på
receipt-number = Kvitto
receipt-cast = Räknad
receipt-taken-back = Tillbakatagen
receipt-about =
    Kvittot visar att en röst finns med i räkningen, men inte vem den gick till. Ingen kan alltså kräva att du visar hur du röstade.

    Spara adressen till sidan om du vill titta igen. Antalet röster visas när röstningen har stängt.
receipt-left = { $left ->
    [0] Du har inga röster kvar.
    [one] Du har en röst kvar.
   *[other] Du har { $left } röster kvar.
}
receipt-more = Se fler bidrag
receipt-back = Till bidraget
problem-voting-closed = Röstningen är öppen från { $opens } till { $closes }. Rösten räknades inte.
problem-voting-none = I den här tävlingen kan man inte rösta.
problem-own-contribution = Man kan inte rösta på sitt eget eller sin klass bidrag. Be andra rösta på er!
problem-no-votes-left = Du har använt alla dina { $of } röster. Ta tillbaka en av dem, så kan du rösta här.
problem-already-voted = Du har redan röstat på det här bidraget. Rösten räknas en gång.
problem-too-many-mails = Den adressen har fått så många brev som den kan få i dag. Använd koden i ett av dem, eller försök igen i morgon.
mail-vote-subject = Bekräfta din röst
mail-vote-body =
    Någon, förmodligen du, vill rösta på ”{ $title }”.

    Tryck på länken i samma webbläsare och sedan på knappen Rösta:
    { $url }

    Eller skriv den här koden på sidan: { $code }

    Länk och kod fungerar i tio minuter. Var det inte du? Släng brevet, då händer ingenting. Vi sparar inte din adress.
