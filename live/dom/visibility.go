package dom

import (
	"fmt"
	"strings"
	"time"
)

// An Animation is a transition between classes, for a style sheet with CSS transitions or animations:
//
//	var fade = dom.Animation{During: "transition-opacity", From: "opacity-0", To: "opacity-100"}
//
//	dom.Show("#menu", fade)
//
// The browser adds During and From, immediately replaces From by To, and removes what it has added after Time.
// Each holds class names separated by spaces, and may be empty. Another animation of the element, or a
// command that shows or hides it, ends the one that runs.
type Animation struct {
	During string        // for the whole time
	From   string        // at the start
	To     string        // from then on
	Time   time.Duration // rounded to milliseconds. Zero means 200 ms
}

// defaultTime is the time of an Animation that does not set one.
const defaultTime = 200 * time.Millisecond

// argument returns the argument for an animation of command.
func (a Animation) argument(command string) argument {
	if a.Time < 0 {
		panic(fmt.Sprintf("dom: %s: negative time %v", command, a.Time))
	}
	t := a.Time
	if t == 0 {
		t = defaultTime
	}
	return func(dst []byte) []byte {
		dst = append(dst, '[')
		for _, classes := range []string{a.During, a.From, a.To} {
			dst = append(text(strings.Join(strings.Fields(classes), " "))(dst), ',')
		}
		return append(number(max(1, t.Round(time.Millisecond).Milliseconds()))(dst), ']')
	}
}

// Show shows the elements of to that are hidden, whether by [Hide], the attribute hidden, or the style sheet:
// it removes the attribute and, if that does not suffice, sets the style property display. An element that
// is shown at last has the display of its kind; for another one, add and remove a class instead. Show panics
// if there is more than one animation.
func Show(to Target, animation ...Animation) Command {
	return visibility("show", "Show", to, animation, 1)
}

// Hide hides the elements of to that are shown: it sets the attribute hidden and, if the style sheet shows
// the element nevertheless, the style property display. With an animation, it does so at its end. Hide panics
// if there is more than one animation.
func Hide(to Target, animation ...Animation) Command {
	return visibility("hide", "Hide", to, animation, 1)
}

// Toggle shows the elements of to that are hidden, and hides the others. The first animation is for showing,
// the second for hiding. Toggle panics if there are more.
func Toggle(to Target, showHide ...Animation) Command {
	return visibility("toggle", "Toggle", to, showHide, 2)
}

// Transition runs an animation on the elements of to, for example to shake a field.
func Transition(to Target, a Animation) Command {
	return newCommand("transition", targetOf("Transition", to), a.argument("Transition"))
}

func visibility(name, function string, to Target, animations []Animation, most int) Command {
	if len(animations) > most {
		panic(fmt.Sprintf("dom: %s: %d animations; want at most %d", function, len(animations), most))
	}
	args := []argument{targetOf(function, to)}
	for _, a := range animations {
		args = append(args, a.argument(function))
	}
	return newCommand(name, args...)
}
