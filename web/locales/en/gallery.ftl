gallery-title = All contributions
gallery-description = { $count ->
    [one] A contribution by young people who speak up about tobacco and nicotine.
   *[other] { $count } contributions by young people who speak up about tobacco and nicotine: films, songs, pictures and poems.
}
gallery-filters = Choose among the contributions
gallery-sort = Order
gallery-showing = Showing { $from }–{ $to } of { $total }.
gallery-order-random = Random order, new every day.
gallery-order-newest = Newest first.
gallery-pager = More contributions
gallery-more = Show more
gallery-first = To the start
gallery-empty = No contribution fits what you chose.
gallery-clear = Show all contributions
card-covered = Shows tobacco or nicotine
gallery-category = Category
gallery-grade = Grade
gallery-captioned = Captions
gallery-captioned-only = Only with captions or text
gallery-all = All
gallery-sort-random = Random
gallery-sort-newest = Newest
