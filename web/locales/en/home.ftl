home-title = Speak up about tobacco and nicotine
home-hero = <span class="line">You say <s>snus</s>.</span> <span class="line">We say <mark>no.</mark></span>
home-help = Make a film, a song, a picture or a poem. Vote for what hits home.
home-take-part = Hand in a contribution
home-see-all = { $count ->
    [0] See the contributions
    [one] See the contribution
   *[other] See all { $count } contributions
}
home-see-more = All contributions
home-featured = Featured right now
home-newest = Newest right now
home-empty = No contributions yet. The first one could be yours.
home-how = How it works
home-how-more = See how it works
home-how-1 = Make
home-how-1-text = Film, music, a picture, a poem or something nobody has done before. With your class or on your own.
home-how-2 = Upload
home-how-2-text = From your phone in a couple of minutes. If the network drops, just carry on. A person looks at everything before it shows.
home-how-3 = Vote
home-how-3-text = Look, share and vote for what hits home. Nobody sees the count until voting closes.
home-editions = Contests
home-partners = Who we are
home-partners-more = Become a partner
