# Voting: confirming an address, the receipt, what can go wrong.
vote-start-title = Vote with your e-mail
vote-start-for = You are voting for
vote-start-email = Your e-mail address
vote-start-hint = We send a link and a code. The address is not kept.
vote-start-send = Send the code
vote-start-about =
    Every person has the same number of votes. That is why we ask you to show that the address is yours.

    We keep only a secret fingerprint of it, so that nobody can vote twice. The address is deleted when the letter has been sent, and you get no other mail.
vote-start-pupil = Are you in a class? Come back in with the class's code and vote without e-mail.
vote-email-wrong = Write the whole address, for example name@example.org
flash-vote-counted = Your vote is counted.
flash-vote-taken-back = The vote is taken back. You can give it to another contribution.
flash-voter-known = You can vote for two hours now.
receipt-title = Receipt of a vote
receipt-heading = The vote counts
receipt-own = You voted for
receipt-number = Receipt
receipt-cast = Counted
receipt-taken-back = Taken back
receipt-about =
    The receipt shows that a vote is in the count, but not whom it went to. So nobody can demand that you show how you voted.

    Keep the address of this page if you want to look again. The number of votes is shown when voting has closed.
receipt-left = { $left ->
    [0] You have no votes left.
    [one] You have one vote left.
   *[other] You have { $left } votes left.
}
receipt-more = See more contributions
receipt-back = To the contribution
problem-voting-closed = Voting is open from { $opens } until { $closes }. The vote was not counted.
problem-voting-none = There is no voting in this contest.
problem-own-contribution = You cannot vote for your own contribution or your class's. Ask others to vote for you!
problem-no-votes-left = You have used all your { $of } votes. Take one of them back and you can vote here.
problem-already-voted = You have voted for this contribution already. The vote counts once.
problem-too-many-mails = That address has had as many letters as it can get today. Use the code in one of them, or try again tomorrow.
mail-vote-subject = Confirm your vote
mail-vote-body =
    Somebody, probably you, wants to vote for "{ $title }".

    Press the link in the same browser, and then the button Vote:
    { $url }

    Or write this code on the page: { $code }

    Link and code work for ten minutes. It was not you? Throw the letter away and nothing happens. We do not keep your address.
