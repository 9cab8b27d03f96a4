// Texts for end users.

export const stoppedText = "This page stopped working."
export const tryAgainText = "Try again"
export const blockedText = "This page cannot receive live updates at the moment, so it may be out of date."
export const tooLargeText = "This is too long to send. Make it shorter, and try again."
export const tooManyText = "Too much is waiting to be sent. Wait a moment, and try again."
export const refusedText = "This could not be done."
export const staleText = "This was not done, because the page has changed."
export const unknownText = "It is not known whether this was done."
export const checkingText = "Checking whether you are still logged in …"
export const reloadText = "Reload"
const lostText = "If you reload this page, what you entered here is lost."
export const goneText = "This page is no longer available. " + lostText
export const loginText = "You seem to be logged out. Log in again in another tab. " + lostText
export const unavailableText = "The server cannot be reached at the moment. This page continues when it can."
