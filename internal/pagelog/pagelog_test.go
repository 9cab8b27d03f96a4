package pagelog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// newServer returns a Server and the text of its log.
func newServer() (*Server, *bytes.Buffer) {
	var text bytes.Buffer
	return &Server{Logger: slog.New(slog.NewTextHandler(&text, nil))}, &text
}

func TestSampler_BurstThenOnePerPeriod(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, text := newServer()
		for range 600 { // ten minutes
			l.Warn("ann", "msg")
			time.Sleep(time.Second)
		}
		lines := strings.Split(strings.TrimSpace(text.String()), "\n")
		require.Len(t, lines, maxLines+9)
		require.NotContains(t, lines[0], "suppressed")
		require.Contains(t, lines[4], "suppressed=59")
		time.Sleep(2*period + time.Second)
		text.Reset()
		for range 10 {
			l.Warn("ann", "msg")
		}
		require.Equal(t, maxLines, strings.Count(text.String(), "\n"), "a new burst after a quiet time")
	})
}

// Many clients, or errors with many texts, use a bounded amount of memory, and a bounded number of
// lines after the first ones.
func TestSampler_BoundedKinds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, text := newServer()
		for i := range 10_000 {
			l.Warn(fmt.Sprint("client ", i), "msg")
		}
		require.Equal(t, maxKinds+maxLines, strings.Count(text.String(), "\n"))
		require.LessOrEqual(t, len(l.lines.kinds), maxKinds+1)
		time.Sleep(2 * period)
		text.Reset()
		l.Warn("later", "msg")
		require.Equal(t, 1, strings.Count(text.String(), "\n"))
		require.NotContains(t, text.String(), "suppressed")
		require.Len(t, l.lines.kinds, 1, "old kinds are dropped")
	})
}

// The texts of errors, which may quote what clients have sent, are not kept.
func TestSampler_LongTexts(t *testing.T) {
	l, text := newServer()
	long := strings.Repeat("x", 64<<10)
	for _, quoted := range []string{long + "a", long + "b"} {
		for range 2 * maxLines {
			l.Error(nil, "msg", errors.New(quoted))
		}
	}
	require.Equal(t, 2*maxLines, strings.Count(text.String(), "\n"), "two kinds")
	for name := range l.lines.kinds {
		require.LessOrEqual(t, len(name), maxName)
	}
}

func TestError_StackOfWrappedPanic(t *testing.T) {
	l, text := newServer()
	for range 2 {
		func() {
			defer func() {
				err := fmt.Errorf("mount: %w", NewPanicError("panic", recover()))
				l.Error(nil, "failed", errors.Join(errors.New("first"), err))
			}()
			m := map[string]map[string]int{}
			m["x"]["y"] = 1
		}()
	}
	require.Equal(t, 2, strings.Count(text.String(), `err="first\nmount: panic: assignment to entry in nil map"`), text)
	require.Equal(t, 2, strings.Count(text.String(), `at=github.com/lively-go/lively/internal/pagelog.TestError_StackOfWrappedPanic`), text)
	require.Equal(t, 1, strings.Count(text.String(), "stack="))
}

// A brokenHandler panics.
type brokenHandler struct{ slog.Handler }

func (brokenHandler) Enabled(context.Context, slog.Level) bool  { return true }
func (brokenHandler) Handle(context.Context, slog.Record) error { panic("test panic") }

func TestLogger_Panics(t *testing.T) {
	l := &Server{Logger: slog.New(brokenHandler{})}
	l.Warn("ann", "msg")
	l.Error(nil, "msg", errors.New("test"))
}
