package live

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/session"
	"github.com/lively-go/lively/internal/socket"
)

// The memory of an idle session: each limit is a size class of the allocator, so that a further field matters
// only if it needs the next one. What is larger than 512 B has a header of 8 B.
func TestSize_IdleSession(t *testing.T) {
	for name, c := range map[string]struct{ size, limit uintptr }{
		"program":         {unsafe.Sizeof(program{}), 568},
		"instance":        {unsafe.Sizeof(instance{}), 224},
		"connection":      {unsafe.Sizeof(connection{}), 112},
		"session.Session": {unsafe.Sizeof(session.Session{}), 384},
		"session.Page":    {unsafe.Sizeof(session.Page{}), 240},
		"session.Mux":     {unsafe.Sizeof(session.Mux{}), 256},
		"socket.Conn":     {unsafe.Sizeof(socket.Conn{}), 192},
	} {
		t.Logf("%s: %d of %d B", name, c.size, c.limit)
		require.LessOrEqual(t, c.size, c.limit, name)
	}
}
