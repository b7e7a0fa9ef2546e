gallery-title = Alla bidrag
gallery-description = { $count ->
    [one] Ett bidrag från unga som säger ifrån om tobak och nikotin.
   *[other] { $count } bidrag från unga som säger ifrån om tobak och nikotin: filmer, låtar, bilder och dikter.
}
gallery-filters = Välj bland bidragen
gallery-sort = Ordning
gallery-showing = Visar { $from }–{ $to } av { $total }.
gallery-order-random = Slumpad ordning, ny varje dag.
gallery-order-newest = Nyast först.
gallery-pager = Fler bidrag
gallery-more = Visa fler
gallery-first = Till början
gallery-empty = Inget bidrag passar det du valde.
gallery-clear = Visa alla bidrag
card-covered = Visar tobak eller nikotin
gallery-category = Kategori
gallery-grade = Årskurs
gallery-captioned = Textning
gallery-captioned-only = Bara med textning eller text
gallery-all = Alla
gallery-sort-random = Slumpad
gallery-sort-newest = Nyast
