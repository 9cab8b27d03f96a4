package wire

// A Form is what a form or a control sends with an event.
type Form struct {
	Submit   bool     // submit; otherwise change
	Data     string   // the fields in document order, application/x-www-form-urlencoded
	Unticked []string // names of checkboxes, radio groups and multiple selects of which nothing is chosen
	Source   string   // name of the control that changed, or of the button that submitted
}
