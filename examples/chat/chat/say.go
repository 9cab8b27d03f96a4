package chat

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lively-go/lively/examples/chat/store"
	"github.com/lively-go/lively/live"
)

const (
	longestName = 24
	longestText = 1_000
)

// Entry is what one is asked at the door.
type Entry struct{ Name string }

func (e Entry) Validate() error {
	switch n := utf8.RuneCountInString(strings.TrimSpace(e.Name)); {
	case n == 0:
		return live.Errors{"name": "What shall we call you?"}
	case n > longestName:
		return live.Errors{"name": fmt.Sprintf("At most %d characters, please.", longestName)}
	}
	return nil
}

// Draft is a message as somebody types it.
type Draft struct{ Text string }

func (d Draft) Validate() error {
	if n := utf8.RuneCountInString(d.Text); n > longestText {
		return live.Errors{"text": fmt.Sprintf("Too long by %d characters: %d is the most. Send it in parts.", n-longestText, longestText)}
	}
	return nil
}

// Revised is a message as its author changes it.
type Revised struct{ Text string }

func (r Revised) Validate() error { return Draft(r).Validate() }

func (v *Chat) knock(s *live.Socket, e Entry) error {
	if err := v.join(s, e); err != nil {
		return err
	}
	return s.ReplacePatch(Query{v.Query.Room, v.name})
}

// join makes somebody of the page, unless the name will not do.
func (v *Chat) join(s *live.Socket, e Entry) error {
	if err := e.Validate(); err != nil {
		return err
	}
	name := strings.Join(strings.Fields(e.Name), " ")
	me := person(v.browser, name)
	if v.App.taken(name, me) {
		return live.Errors{"name": name + " is here already. Take another name."}
	}
	v.me, v.name = me, name
	if err := live.Subscribe(s, v.App.read(me), v.readElsewhere); err != nil {
		return err
	}
	if v.joined {
		v.appear(s)
	}
	return v.Reload(s)
}

func (v *Chat) send(s *live.Socket, d Draft) error {
	text := strings.TrimSpace(d.Text)
	if v.me == "" || text == "" {
		return nil
	}
	m := store.Message{Text: text}
	if command, rest, _ := strings.Cut(text, " "); strings.HasPrefix(command, "/") {
		switch command {
		case "/me":
			m.Text, m.Action = strings.TrimSpace(rest), true
			if m.Text == "" {
				return live.Errors{"text": "What do you do? Try: /me waves"}
			}
		case "/nick":
			return v.rename(rest)
		default:
			return live.Errors{"text": fmt.Sprintf("There is no %s. There are /me waves and /nick NewName.", command)}
		}
	}
	if err := v.floods(); err != nil {
		return err
	}
	m.ID, m.Room, m.Author, m.Name, m.At, m.Text = store.NewID(), v.Query.Room, v.me, v.name, time.Now(), emoji.Replace(m.Text)
	if err := v.App.Store.Add(s.Context(), m); err != nil {
		return live.Errors{"text": "Not sent: it cannot be kept just now. Yours is still here; try again in a moment."}
	}
	v.Draft.Reset()
	v.show(Status{v.name, v.Query.Room, false})
	return v.App.Said.Publish(s.Context(), store.Change{Message: m, Kind: store.Added})
}

// floods counts what others see, a message or a new name, and refuses it when there was too much of late.
func (v *Chat) floods() error {
	if !v.App.flood.admits(v.browser, time.Now()) {
		return live.Errors{"text": fmt.Sprintf("Not so fast: %d messages in %.0f seconds are the most. Yours is still here.", floodCount, floodTime.Seconds())}
	}
	return nil
}

func (v *Chat) rename(name string) error {
	name = strings.Join(strings.Fields(name), " ")
	if (Entry{name}).Validate() != nil {
		return live.Errors{"text": fmt.Sprintf("A name has 1 to %d characters. Try: /nick Ada", longestName)}
	}
	if v.App.taken(name, v.me) {
		return live.Errors{"text": name + " is here already. Take another name."}
	}
	if err := v.floods(); err != nil {
		return err
	}
	v.name = name
	v.Draft.Reset()
	v.show(Status{name, v.Query.Room, false})
	return nil
}

// own is a message of this person that is on the page.
func (v *Chat) own(id int64) *store.Message {
	for i := range v.messages {
		if m := &v.messages[i]; m.ID == id && m.Author == v.me {
			return m
		}
	}
	return nil
}

func (v *Chat) change(_ *live.Socket, e Change) error {
	if m := v.own(e.ID); m != nil {
		v.editing = e.ID
		v.Edit = live.Form[Revised]{ID: "edit", Value: Revised{m.Text}}
	}
	return nil
}

func (v *Chat) cancel(*live.Socket, Cancel) error { v.editing = 0; return nil }

func (v *Chat) save(s *live.Socket, d Revised) error {
	text := strings.TrimSpace(d.Text)
	if text == "" {
		return live.Errors{"text": "To take it back, delete it."}
	}
	if v.editing == 0 {
		return nil
	}
	if err := v.floods(); err != nil {
		return err
	}
	m, err := v.App.Store.Edit(s.Context(), v.Query.Room, v.editing, v.me, emoji.Replace(text))
	switch {
	case errors.Is(err, store.ErrNotYours):
		return live.Errors{"text": "The message is gone."}
	case err != nil:
		return live.Errors{"text": "Not saved: it cannot be kept just now. Try again in a moment."}
	}
	v.editing = 0
	return v.App.Said.Publish(s.Context(), store.Change{Message: m, Kind: store.Edited})
}

func (v *Chat) delete(s *live.Socket, e Delete) error {
	m := store.Message{ID: e.ID, Room: v.Query.Room, Author: v.me}
	err := v.App.Store.Delete(s.Context(), m.Room, m.ID, m.Author)
	switch {
	case errors.Is(err, store.ErrNotYours):
		return nil // it is gone, or was never theirs
	case err != nil:
		s.Flash(live.FlashError, "Not deleted: that is not possible just now. Try again in a moment.")
		return nil
	}
	return v.App.Said.Publish(s.Context(), store.Change{Message: m, Kind: store.Deleted})
}
