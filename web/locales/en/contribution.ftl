contribution-description = { $title }. { $kind } in Dizza, the contest where young people speak up about tobacco and nicotine.
contribution-parts = The contribution has { $count } parts
contribution-credits = Made by
contribution-side = Vote and share
contribution-poster = Poster with a QR code
contribution-embed = Embed
contribution-report = Report this contribution
contribution-preview = This page is not public. Only you who made it, your teacher and those who review can see it.
contribution-related = More contributions
asset-full = Show the picture in full size. { $alt }
asset-alt = Description for those who do not see or hear:
asset-alt-none = None
asset-transcript = What is said in the film
asset-captions = The captions, line by line ({ $language })
asset-cover = The song’s cover. { $title }
asset-lyrics = The words
asset-page = Page { $page } of { $pages }
asset-pages = Magazine of { $pages } pages. { $title }
asset-page-full = Show page { $page } in full size
asset-page-text = The text on page { $page }
reader-previous = Previous
reader-next = Next
reader-go = Go to page
reader-of = of { $pages }
reader-one = Page { $page } of { $pages }
reader-two = Pages { $page } and { $other } of { $pages }
poster-title = Poster: { $title }
poster-print = Print
poster-print-help = Print this page with your browser.
poster-qr = QR code for { $address }
poster-vote = Look and vote until the end of { $until }
poster-look = Have a look

vote-heading = Vote
vote-cast = Vote for this
vote-again = Try to vote again
vote-saving = Saving your vote …
vote-voted = You have voted
vote-not-open = Voting opens on { $opens }.
vote-come-back = Share it now, and come back to vote then.
vote-confirm-help = Vote until the end of { $until }. You confirm by e-mail, so that nobody votes twice. Pupils in a class vote without e-mail.
vote-left = You have { $left } of { $of } votes left.
vote-left-others = { $left ->
    [0] You have no votes left.
    [one] You have 1 vote left for another contribution.
   *[other] You have { $left } votes left for other contributions.
}
vote-take-back-until = You can take the vote back until the end of { $until }.
vote-take-back = Take the vote back
vote-receipt = Show the receipt
vote-none-left = You have used all your { $of } votes.
vote-move = Take one back and give it to this
vote-own-class = This is your own contribution.
vote-own-class-why = You cannot vote for your own class. Ask others to vote for you!
vote-closed = Voting has closed.
vote-results-on = Results come on { $date }.
vote-count-label = { $count ->
    [one] vote from the audience
   *[other] votes from the audience
}
