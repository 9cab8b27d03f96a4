package live

// Texts for end users.
const (
	textError        = "Something went wrong."
	textErrorTitle   = "Something went wrong"
	textErrorPage    = "The page could not be shown. Try again in a moment."
	textUnknownHost  = "This address is not known to the server."
	textNoWebSocket  = "This page cannot receive live updates over this connection."
	textCrossOrigin  = "This request was sent from another site."
	textBusy         = "The server is busy. Try again in a moment."
	textURLTooLong   = "The address of this page is too long."
	textShuttingDown = "The server is shutting down. Try again in a moment."
)
