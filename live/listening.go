package live

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/codec"
)

// listening is what the components of a page listened to when it was rendered. It runs no handler and reads no view: any goroutine may ask it.
type listening map[uint64]listens

type listens struct {
	parent uint64 // of a component; the page is its own
	events Events
}

// listening asks every component. It belongs to the session's goroutine.
func (p *program) listening() listening {
	all := listening{}
	p.root.each(func(sc *scope) bool {
		l := listens{events: sc.listeners()}
		if sc.parent != nil {
			l.parent = sc.parent.num
		}
		all[sc.num] = l
		return true
	})
	return all
}

// Check says why an event that an element of a component binds would be refused, nil if it would not.
func (all listening) Check(component uint64, url string) error {
	if _, ok := all[component]; !ok {
		return fmt.Errorf("component %d is not on the page", component)
	}
	name, _, _ := strings.Cut(url, "?")
	for num := component; ; num = all[num].parent {
		if b, ok := all[num].events.find(name); ok && name != "" {
			if err := b.decodes(query(url)); err != nil {
				return fmt.Errorf("its arguments do not decode: %w", err)
			}
			return nil
		}
		if num == 0 {
			return fmt.Errorf("nobody listens to %q: is it missing from Events()?", name)
		}
	}
}

// Names are the events that a component and those around it listen to.
func (all listening) Names(component uint64) (names []string) {
	for num := component; ; num = all[num].parent {
		for _, b := range all[num].events {
			if b.name != "" {
				names = append(names, b.name)
			}
		}
		if num == 0 {
			return names
		}
	}
}

func (onEvent[T]) decodes(args string) error {
	var v T
	return codec.Decode(args, &v)
}

func (onForm[T]) decodes(string) error { return nil } // its fields come from the form

func (onParams[T]) decodes(string) error { return nil } // a bad value is the zero value

// bindings are the attributes that name events.
var bindings = map[string]bool{
	"live-click": true, "live-change": true, "live-submit": true, "live-keydown": true, "live-focus": true, "live-blur": true,
}

// componentIn is the number of the innermost component around an element.
func componentIn(around []string) uint64 {
	for _, c := range slices.Backward(around) {
		if n, err := strconv.ParseUint(c, 10, 64); err == nil {
			return n
		}
	}
	return 0
}

// dead says which attributes of a page name events that would be refused.
func (all listening) dead(snap *diff.Snapshot) (found []string) {
	var around []string // live-c of the elements around, "" where there is none
	for tag := range snap.Tags() {
		around = append(around[:tag.Depth], tag.Attr("live-c"))
		for _, a := range tag.Attributes {
			if !bindings[a.Name] {
				continue
			}
			if err := all.Check(componentIn(around), a.Value); err != nil {
				found = append(found, fmt.Sprintf("line %d: %s=%q of <%s>: %v", tag.Line, a.Name, a.Value, tag.Name, err))
			}
		}
	}
	return found
}
