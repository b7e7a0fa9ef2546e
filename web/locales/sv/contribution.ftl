contribution-description = { $title }. { $kind } i Dizza, tävlingen där unga säger ifrån om tobak och nikotin.
contribution-parts = Bidraget har { $count } delar
contribution-credits = De här gjorde det
contribution-side = Rösta och dela
contribution-poster = Affisch med QR-kod
contribution-embed = Bädda in
contribution-report = Anmäl bidraget
contribution-preview = Den här sidan är inte offentlig. Bara ni som gjort bidraget, er lärare och de som granskar ser den.
contribution-related = Fler bidrag
asset-full = Visa bilden i full storlek. { $alt }
asset-alt = Beskrivning för den som inte ser eller hör:
asset-alt-none = Ingen
asset-transcript = Det som sägs i filmen
asset-captions = Textningen, rad för rad ({ $language })
asset-cover = Omslaget till låten. { $title }
asset-lyrics = Texten
asset-page = Sida { $page } av { $pages }
asset-pages = Tidning med { $pages } sidor. { $title }
asset-page-full = Visa sida { $page } i full storlek
asset-page-text = Texten på sidan { $page }
reader-previous = Förra
reader-next = Nästa
reader-go = Gå till sida
reader-of = av { $pages }
reader-one = Sida { $page } av { $pages }
reader-two = Sida { $page } och { $other } av { $pages }
poster-title = Affisch: { $title }
poster-print = Skriv ut
poster-print-help = Skriv ut sidan med webbläsarens utskrift.
poster-qr = QR-kod till { $address }
poster-vote = Titta och rösta till och med { $until }
poster-look = Titta

vote-heading = Rösta
vote-cast = Rösta på bidraget
vote-again = Försök rösta igen
vote-saving = Sparar rösten …
vote-voted = Du har röstat
vote-not-open = Röstningen öppnar { $opens }.
vote-come-back = Dela gärna redan nu, och kom tillbaka och rösta då.
vote-confirm-help = Rösta till och med { $until }. Du bekräftar med din e-post, så att ingen röstar två gånger. Elever i en klass röstar utan e-post.
vote-left = Du har { $left } av { $of } röster kvar.
vote-left-others = { $left ->
    [0] Du har inga röster kvar.
    [one] Du har 1 röst kvar till ett annat bidrag.
   *[other] Du har { $left } röster kvar till andra bidrag.
}
vote-take-back-until = Du kan ta tillbaka rösten till och med { $until }.
vote-take-back = Ta tillbaka rösten
vote-receipt = Visa kvittot
vote-none-left = Du har använt alla dina { $of } röster.
vote-move = Ta tillbaka en röst och lägg den här
vote-own-class = Det här är ert eget bidrag.
vote-own-class-why = Man kan inte rösta på sin egen klass. Be andra rösta på er!
vote-closed = Röstningen har stängt.
vote-results-on = Resultatet kommer { $date }.
vote-count-label = { $count ->
    [one] röst från publiken
   *[other] röster från publiken
}
