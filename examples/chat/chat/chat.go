package chat

import (
	"slices"
	"strings"
	"time"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub/presence"
)

const (
	pageLength = 30 // messages that are shown at once
	typingFor  = 4 * time.Second
)

// Chat is the page: first the question for a name, then a room.
type Chat struct {
	App     *App
	Query   Query
	Entry   live.Form[Entry]
	Draft   live.Form[Draft]
	Edit    live.Form[Revised]
	browser string

	me, name string // me is empty until a name was given
	joined   bool
	zone     *time.Location
	tab      *presence.Tracked[Status]
	status   Status
	seen     string      // of the draft
	typed    time.Time   // when it changed last
	sent     []time.Time // of late

	messages []Message
	more     bool // there are older ones
	unread   map[string]int
	editing  int64 // ID
}

// Query is the address: ?room=gophers&as=Ann. So a page that is loaded or mounted again need not ask for the name.
type Query struct{ Room, As string }

type (
	Older  struct{}
	Change struct{ ID int64 }
	Cancel struct{}
	Delete struct{ ID int64 }
)

func (v *Chat) Events() live.Events {
	return live.Events{
		live.OnParams(v.enter), live.OnForm(&v.Entry, v.knock), live.OnForm(&v.Draft, v.send), live.OnForm(&v.Edit, v.save),
		live.On(v.older), live.On(v.change), live.On(v.cancel), live.On(v.delete),
	}
}

func (v *Chat) Title() string { return "#" + v.Query.Room + " – Chat" }

func (v *Chat) Mount(s *live.Socket) error {
	v.Entry.ID, v.Draft.ID, v.Edit.ID = "entry", "draft", "edit"
	v.unread, v.zone = map[string]int{}, time.UTC
	if err := live.Subscribe(s, v.App.Said, v.said); err != nil {
		return err
	}
	live.Every(s, time.Second, v.tick)
	return live.Subscribe(s, v.App.People.Changes(everywhere), v.moved)
}

// Joined shows the others who comes, and learns what time it is where the reader is.
func (v *Chat) Joined(s *live.Socket) error {
	v.joined, v.zone = true, s.Client().Location()
	if v.me != "" {
		v.appear(s)
	}
	return nil
}

func (v *Chat) appear(s *live.Socket) {
	v.status = Status{v.name, v.Query.Room, false}
	v.tab = v.App.People.Track(s.Context(), everywhere, v.me, v.status)
}

// enter goes to the room of the address, and in by its name, if it has one.
func (v *Chat) enter(s *live.Socket, q Query) error {
	if !slices.Contains(Rooms, q.Room) {
		q.Room = Rooms[0]
	}
	v.Query, v.editing = q, 0
	delete(v.unread, q.Room)
	if v.me == "" && q.As != "" {
		v.Entry.Value.Name = q.As
		if err := v.join(s, v.Entry.Value); err == nil {
			return nil // which has read the messages
		}
	}
	v.show(Status{v.name, q.Room, false})
	return v.Reload(s)
}

// Reload reads the newest messages again.
func (v *Chat) Reload(*live.Socket) error {
	v.messages = nil
	return v.load()
}

func (v *Chat) older(*live.Socket, Older) error { return v.load() }

// load reads the page before the messages that are there.
func (v *Chat) load() error {
	if v.me == "" {
		return nil
	}
	var first int64
	if len(v.messages) > 0 {
		first = v.messages[0].ID
	}
	older, err := v.App.Store.Before(v.Query.Room, first, pageLength+1)
	if err != nil {
		return err
	}
	v.more = len(older) > pageLength
	if v.more {
		older = older[1:]
	}
	v.messages = append(older, v.messages...)
	return nil
}

func (v *Chat) said(_ *live.Socket, e Said) error {
	m := e.Message
	if m.Room != v.Query.Room {
		if e.New && v.me != "" && m.Author != v.me {
			v.unread[m.Room]++
		}
		return nil
	}
	i, have := slices.BinarySearchFunc(v.messages, m.ID, byID)
	switch {
	case v.me == "":
	case have && e.Deleted:
		v.messages = slices.Delete(v.messages, i, i+1)
		if v.editing == m.ID {
			v.editing = 0
		}
	case have && (!e.New || m.Edited):
		v.messages[i] = m
	case !have && e.New:
		v.messages = slices.Insert(v.messages, i, m)
	}
	return nil
}

// moved has nothing to keep: the template reads the list.
func (v *Chat) moved(*live.Socket, []presence.Event[Status]) error { return nil }

// tick looks whether the draft has changed: then its author types.
func (v *Chat) tick(*live.Socket, time.Time) error {
	if now := v.Draft.Value.Text; now != v.seen {
		v.seen, v.typed = now, time.Now()
	}
	types := v.seen != "" && time.Since(v.typed) < typingFor
	v.show(Status{v.name, v.Query.Room, types})
	return nil
}

// show tells the others, if there is news.
func (v *Chat) show(now Status) {
	if v.tab != nil && now != v.status {
		v.status = now
		v.tab.Update(now)
	}
}

// here are the names of those in this room, each once, and of those who type there.
func (v *Chat) here() (names, typing []string) {
	for _, p := range v.App.People.List(everywhere) {
		name, types := "", false
		for _, e := range p.Entries {
			if e.Meta.Room == v.Query.Room {
				name, types = e.Meta.Name, types || e.Meta.Typing
			}
		}
		if name != "" {
			names = append(names, name)
		}
		if types && p.Key != v.me {
			typing = append(typing, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return names, typing
}

func typingLine(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0] + " is typing…"
	case 2:
		return names[0] + " and " + names[1] + " are typing…"
	}
	return "Several people are typing…"
}
