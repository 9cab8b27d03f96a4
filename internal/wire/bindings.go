package wire

import (
	"slices"
	"strings"
)

// Bindings are the attributes whose value is an event or a list of steps. That of live-push is a list of events.
var Bindings = []string{
	"live-auto-recover", "live-blur", "live-change", "live-click", "live-click-away", "live-close", "live-connected", "live-disconnected", "live-focus",
	"live-keydown", "live-keyup", "live-mounted", "live-mouseenter", "live-mouseleave", "live-poll", "live-push", "live-remove",
	"live-submit", "live-toggle", "live-viewport-bottom", "live-viewport-enter", "live-viewport-leave", "live-viewport-top",
	"live-window-blur", "live-window-focus", "live-window-keydown", "live-window-keyup",
}

// The binding AutoRecover names the event with which a page reports a form to a new view. Its value NoRecovery
// stands for none.
const (
	AutoRecover = "live-auto-recover"
	NoRecovery  = "ignore"
)

// CommandsPrefix is the beginning of the attributes that hold lists of steps for the command "exec".
const CommandsPrefix = "live-commands-"

// IsBinding reports whether an attribute is one of Bindings, or holds a list of steps for the command "exec".
func IsBinding(attr string) bool {
	return slices.Contains(Bindings, attr) || strings.HasPrefix(attr, CommandsPrefix)
}
