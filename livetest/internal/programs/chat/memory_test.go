package chat

import (
	"context"
	"sync"
)

// A memory is a Store in memory.
type memory struct {
	mu  sync.Mutex
	all []Message
}

func (m *memory) Last(_ context.Context, n int) ([]Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Message(nil), m.all[max(0, len(m.all)-n):]...), nil
}

func (m *memory) Add(_ context.Context, msg Message) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = append(m.all, msg)
	return nil
}
