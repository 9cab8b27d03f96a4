package redisbus

import (
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

func newTestLine() *line {
	b := &Bus{Linger: time.Minute}
	return newLine(b, node{}, "lively")
}

func TestSweep(t *testing.T) {
	l := newTestLine()
	used, unused, pending := l.acquire("used"), l.acquire("unused"), l.acquire("pending")
	l.confirm("used", noon)
	l.confirm("unused", noon)
	l.release(unused)
	l.release(pending)
	require.Empty(t, l.sweep(time.Now().Add(59*time.Second)))
	require.Equal(t, []string{"lively.unused"}, l.sweep(time.Now().Add(61*time.Second)))
	require.Equal(t, map[string]*topic{"used": used, "pending": pending}, l.topics)

	require.Same(t, used, l.acquire("used"))
	l.release(used)
	require.Empty(t, l.sweep(time.Now().Add(time.Hour)), "one user is left")
}

// What comes together while Redis is told of something else goes in one command.
func TestAdditions(t *testing.T) {
	l := newTestLine()
	for _, name := range []string{"a", "b", "a", "c"} {
		l.acquire(name)
	}
	require.Len(t, l.changed, 1)
	require.Equal(t, []string{"lively.a", "lively.b", "lively.c"}, l.additions())
	require.Empty(t, l.additions())
}

// Lost is told when messages pass, not sooner: each attempt to connect would tell it.
func TestLostWaitsForTheProof(t *testing.T) {
	l := newTestLine()
	l.acquire("a")
	l.acquire("late")
	l.release(l.acquire("unused"))
	require.Empty(t, l.confirm("a", noon).lost, "nothing was lost before the first connection")

	for range 2 {
		l.broken()
		require.Equal(t, []string{"lively.a", "lively.late"}, sorted(l.all()))
		require.Empty(t, l.confirm("a", noon).lost)
	}
	require.Equal(t, []string{"a"}, l.heal(noon).lost)
	require.Empty(t, l.heal(noon).lost)
	require.Equal(t, []string{"late"}, l.confirm("late", noon).lost, "it is on later than the proof came")
	require.Empty(t, l.confirm("gone", noon).lost)
}

func TestASubscriptionWhileDownIsALoss(t *testing.T) {
	l := newTestLine()
	l.broken()
	topic := l.acquire("a")
	require.NoError(t, l.await(t.Context(), topic))
	require.Equal(t, []string{"lively.a"}, l.additions())
	require.Empty(t, l.confirm("a", noon).lost)
	require.Equal(t, []string{"a"}, l.heal(noon).lost)
	require.NoError(t, l.await(t.Context(), topic))
}

func TestRetry(t *testing.T) {
	r := retry{enough: time.Minute}
	next := func(held, most time.Duration) {
		t.Helper()
		d := r.after(held)
		require.GreaterOrEqual(t, d, most/2)
		require.LessOrEqual(t, d, most)
	}
	for _, ms := range []time.Duration{50, 100, 200, 400, 800, 1600, 3200, 5000, 5000} {
		next(time.Minute, ms*time.Millisecond)
	}
	for range 1_000 {
		next(0, 5*time.Second)
	}
	next(time.Minute+1, 50*time.Millisecond)
	next(0, 100*time.Millisecond)
}

// Who subscribes reads the store then: what others lost before is in it.
func TestALossBeforeTheSubscription(t *testing.T) {
	l := newTestLine()
	l.acquire("a")
	l.confirm("a", noon)
	s := &session{line: l}
	require.Equal(t, deliver, s.topics["a"].judge(envelope{lost: true, age: 2 * time.Second, at: position{1, 1}}, noon.Add(time.Second)))
	require.Equal(t, tellLost, s.topics["a"].judge(envelope{lost: true, age: time.Second, at: position{1, 2}}, noon.Add(2*time.Second)))
}

// What go-redis sends twice, because it did not hear that it had arrived, proves nothing the second time.
func TestAProbeIsHeardOnce(t *testing.T) {
	s := &session{line: newTestLine(), proved: make(chan time.Time, 2)}
	s.probe = 7
	s.hearOwnProbe(envelope{at: position{seq: 6}}, noon)
	require.Empty(t, s.proved)
	s.hearOwnProbe(envelope{at: position{seq: 7}}, noon)
	s.hearOwnProbe(envelope{at: position{seq: 7}}, noon)
	require.Len(t, s.proved, 1)
}

// Redis may end a subscription by itself: on a cluster, when the topic goes to another node.
func TestAnEndedSubscriptionEndsTheConnection(t *testing.T) {
	s := &session{line: newTestLine()}
	s.acquire("a")
	s.confirm("a", noon)
	for name, c := range map[string]struct {
		kind, channel string
		ends          bool
	}{
		"in use":    {"sunsubscribe", "lively.a", true},
		"swept":     {"unsubscribe", "lively.b", false},
		"the probe": {"sunsubscribe", "lively!", true},
	} {
		t.Run(name, func(t *testing.T) {
			err := s.answered(&redis.Subscription{Kind: c.kind, Channel: c.channel})
			require.Equal(t, c.ends, err != nil)
		})
	}
}

func sorted(names []string) []string {
	slices.Sort(names)
	return names
}
