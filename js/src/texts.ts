// Texts for end users.

export const stoppedText = "This page stopped working."
export const tryAgainText = "Try again"
export const unknownText = "It is not known whether this was done."
