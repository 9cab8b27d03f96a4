package chat

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lively-go/lively/examples/chat/store"
	"github.com/lively-go/lively/live"
)

func (v *Chat) send(s *live.Socket, d Draft) error {
	text := strings.TrimSpace(d.Text)
	if v.userID == "" || text == "" {
		return nil
	}
	m := store.Message{Text: text}
	if command, rest, _ := strings.Cut(text, " "); strings.HasPrefix(command, "/") {
		switch command {
		case "/me":
			m.Text, m.Action = strings.TrimSpace(rest), true
			if m.Text == "" {
				return live.Errors{"text": "Add what you do. Try /me waves."}
			}
		case "/nick":
			return v.rename(rest)
		default:
			return live.Errors{"text": fmt.Sprintf("Unknown command %s. Try /me waves or /nick NewName.", command)}
		}
	}
	if err := v.checkRate(); err != nil {
		return err
	}
	m.ID, m.Room, m.Author, m.Name, m.At = store.NewID(), v.Query.Room, v.userID, v.name, time.Now()
	m.Text = emojiReplacer.Replace(m.Text)
	if err := v.App.Store.Add(s.Context(), m); err != nil {
		return live.Errors{"text": "Not sent: the server cannot store messages right now. Your text was kept; try again in a moment."}
	}
	v.DraftForm.Reset()
	v.setStatus(Status{v.name, v.Query.Room, false})
	return v.App.Changes.Publish(s.Context(), store.Change{Message: m, Kind: store.Added})
}

// checkRate returns an error for the user if this browser sends too much. Messages, edits and new
// names count, because other users see them.
func (v *Chat) checkRate() error {
	if !v.App.limiter.allow(v.browser, time.Now()) {
		return live.Errors{"text": fmt.Sprintf("Too many messages: the limit is %d in %.0f seconds. Your text was kept.", rateLimit, rateWindow.Seconds())}
	}
	return nil
}

// ownMessage returns the message with an ID if it is on the page and belongs to this user, and nil
// otherwise.
func (v *Chat) ownMessage(id int64) *store.Message {
	for i := range v.messages {
		if m := &v.messages[i]; m.ID == id && m.Author == v.userID {
			return m
		}
	}
	return nil
}

func (v *Chat) startEdit(_ *live.Socket, e StartEdit) error {
	if m := v.ownMessage(e.ID); m != nil {
		v.editingID = e.ID
		v.EditForm = live.Form[Revision]{ID: "edit", Value: Revision{m.Text}}
	}
	return nil
}

func (v *Chat) cancelEdit(*live.Socket, CancelEdit) error { v.editingID = 0; return nil }

func (v *Chat) saveEdit(s *live.Socket, r Revision) error {
	text := strings.TrimSpace(r.Text)
	if text == "" {
		return live.Errors{"text": "The message is empty. Delete it instead."}
	}
	if v.editingID == 0 {
		return nil
	}
	if err := v.checkRate(); err != nil {
		return err
	}
	m, err := v.App.Store.Edit(s.Context(), v.Query.Room, v.editingID, v.userID, emojiReplacer.Replace(text))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return live.Errors{"text": "This message no longer exists."}
	case err != nil:
		return live.Errors{"text": "Not saved: the server cannot store messages right now. Try again in a moment."}
	}
	v.editingID = 0
	return v.App.Changes.Publish(s.Context(), store.Change{Message: m, Kind: store.Edited})
}

func (v *Chat) deleteMessage(s *live.Socket, e Delete) error {
	m := store.Message{ID: e.ID, Room: v.Query.Room, Author: v.userID}
	err := v.App.Store.Delete(s.Context(), m.Room, m.ID, m.Author)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil // already deleted, or not a message of this user
	case err != nil:
		s.Flash(live.FlashError, "Not deleted: the server cannot delete messages right now. Try again in a moment.")
		return nil
	}
	return v.App.Changes.Publish(s.Context(), store.Change{Message: m, Kind: store.Deleted})
}
