package session

import (
	"slices"

	"github.com/lively-go/lively/internal/wire"
)

// maxAsleep is the number of sessions of a connection that may sleep.
const maxAsleep = 3

// isPage reports whether the session is that of a page.
func (s *Session) isPage() bool { return s.parent == nil && !s.RecheckedByPage }

// PageInView returns the session of the page that the document shows: the newest one that does not sleep. It
// returns nil if there is none, as between two pages.
func (m *Mux) PageInView() *Session {
	m.mu.Lock()
	defer m.mu.Unlock()
	newest := openLink{}
	opened, _ := m.all()
	for _, l := range opened {
		if l.ses.isPage() && !l.link.hidden && m.indexAsleep(l.link) < 0 && (newest.ses == nil || l.link.number > newest.link.number) {
			newest = l
		}
	}
	return newest.ses
}

// Sticky returns the sessions of the sticky views of the connection.
func (m *Mux) Sticky() (all []*Session) {
	for _, l := range m.openLinks() {
		if l.ses.RecheckedByPage {
			all = append(all, l.ses)
		}
	}
	return all
}

// EndAsleep ends the sessions that sleep, for a reason.
func (m *Mux) EndAsleep(reason wire.Reason) {
	m.mu.Lock()
	var all []openLink
	if m.asleep != nil {
		all = slices.Clone(*m.asleep)
	}
	m.mu.Unlock()
	for _, l := range all {
		l.end(reason)
	}
}

// noteSleep records a signal of a session. If too many sleep, the one that has slept for the longest time
// ends.
func (m *Mux) noteSleep(l openLink, signal wire.Signal) {
	if oldest := m.setAsleep(l, signal); oldest.ses != nil {
		oldest.end(wire.Gone)
	}
	if signal == wire.Wake && m.onWake != nil && l.ses.isPage() {
		m.onWake()
	}
}

func (m *Mux) setAsleep(l openLink, signal wire.Signal) (oldest openLink) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case l.link.closed:
	case signal == wire.Sleep && m.indexAsleep(l.link) < 0:
		if m.asleep == nil {
			m.asleep = new([]openLink)
		}
		i := len(*m.asleep)
		if l.link.hidden { // those that slept when the connection was lost are resumed newest first
			i = 0
		}
		*m.asleep = slices.Insert(*m.asleep, i, l)
	case signal == wire.Wake:
		l.link.hidden = false
		m.removeAsleep(l.link)
	}
	if m.asleep != nil && len(*m.asleep) > maxAsleep {
		return (*m.asleep)[0]
	}
	return openLink{}
}

func (m *Mux) isAsleep(l *Link) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.indexAsleep(l) >= 0
}

// indexAsleep returns the index of l in asleep, or -1. mu must be held, as for the functions below.
func (m *Mux) indexAsleep(l *Link) int {
	if m.asleep == nil {
		return -1
	}
	return slices.IndexFunc(*m.asleep, func(other openLink) bool { return other.link == l })
}

func (m *Mux) removeAsleep(l *Link) {
	if i := m.indexAsleep(l); i >= 0 {
		*m.asleep = slices.Delete(*m.asleep, i, i+1)
	}
}

// makeRoom reports whether the connection may have another session. If it has as many as it may, it ends the one
// that has slept for the longest time, so that pages that are not shown do not limit the one that is.
func (m *Mux) makeRoom() bool {
	count := len(m.links)
	if !m.first.closed {
		count++
	}
	if count < m.limits.MaxSessions {
		return true
	}
	if m.asleep == nil || len(*m.asleep) == 0 {
		return false
	}
	oldest := (*m.asleep)[0]
	m.removeAsleep(oldest.link)
	go oldest.end(wire.Gone) // the mutex of another session may be held
	return true
}
