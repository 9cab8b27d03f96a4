// Texts for end users.

export const stoppedText = "This page stopped working."
export const tryAgainText = "Try again"
export const blockedText = "This page cannot receive live updates at the moment, so it may be out of date."
export const unknownText = "It is not known whether this was done."
export const reloadText = "Reload"
export const goneText = "This page is no longer available. If you reload it, what you entered here is lost."
export const loginText = "You seem to be logged out. To keep what you entered here, log in again in another tab. " +
	"If you reload this page, it is lost."
export const unavailableText = "The server cannot be reached at the moment. This page continues when it can."
