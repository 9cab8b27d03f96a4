// Package mail keeps mails in memory in place of sending them, for development.
package mail

import (
	"slices"
	"sync"
	"time"
)

// maxMails is the number of mails that are kept.
const maxMails = 50

// A Mail is a mail.
type Mail struct {
	To, Subject, Text string
	Link              string // in the text; a path of this server
	At                time.Time
}

// A Sink keeps the newest mails. Its methods may be called by any goroutine.
type Sink struct {
	mu    sync.Mutex
	mails []Mail
}

// Send keeps a mail.
func (s *Sink) Send(m Mail) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m.At = time.Now()
	s.mails = append(s.mails, m)
	s.mails = s.mails[max(0, len(s.mails)-maxMails):]
}

// Mails returns the mails, newest first.
func (s *Sink) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	mails := slices.Clone(s.mails)
	slices.Reverse(mails)
	return mails
}
