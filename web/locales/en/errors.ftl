# Error pages: what happened and a way on. Problems with words of their own: problem-{code}.
error-400-title = We did not get that
error-400-text = Something in the address or the form is wrong. Go back and try again.
error-401-title = Sign in first
error-401-text = This page is only for people who are signed in. After signing in you come back here.
error-403-title = This is not open to you
error-403-text = The page exists, but you cannot open it. Do you think that is a mistake? Ask your teacher or the person who invited you.
error-404-title = No such page
error-404-text = It may have moved or been removed, or the address is misspelt.
error-409-title = Not possible right now
error-409-text = Something has changed since you opened the page, or it is already done. Reload the page and have a look.
error-413-title = Too big
error-413-text = The file or the text is larger than we can take. Make it smaller and try again.
error-429-title = A bit too fast
error-429-text = There were many tries in a short time. Wait a moment. Nothing you have done is lost.
error-500-title = Something broke on our side
error-500-text = It is our fault, not yours. We have been told. What you saved is still there. Try again in a moment.
error-503-title = Back in a moment
error-503-text = There is too much at once just now, or we are updating. What you saved is still there. Try again in a minute.
error-507-title = We are out of space
error-507-text = We are short of space, so the upload is paused. What has been uploaded is still there. Try again a little later.
error-retry-after = { $seconds ->
    [one] Try again in 1 second.
   *[other] Try again in { $seconds } seconds.
}
error-incident = Need help? Give the error code <strong>{ $id }</strong>.
error-home = To the front page
error-gallery = See the contributions
error-sign-in = Sign in
