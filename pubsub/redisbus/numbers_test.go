package redisbus

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func TestJudge(t *testing.T) {
	a, b := node{1}, node{2}
	type step struct {
		e    envelope
		want verdict
	}
	at := func(n node, epoch, seq uint64) envelope { return envelope{node: n, at: position{epoch, seq}} }
	for name, steps := range map[string][]step{
		"in order":              {{at(a, 1, 1), deliver}, {at(a, 1, 2), deliver}, {at(a, 1, 3), deliver}},
		"begun in the middle":   {{at(a, 1, 7), deliver}, {at(a, 1, 8), deliver}},
		"a hole":                {{at(a, 1, 1), deliver}, {at(a, 1, 3), tellLost}, {at(a, 1, 4), deliver}},
		"twice":                 {{at(a, 1, 1), deliver}, {at(a, 1, 1), drop}, {at(a, 1, 2), deliver}},
		"too late":              {{at(a, 1, 2), deliver}, {at(a, 1, 1), drop}, {at(a, 1, 3), deliver}},
		"another node":          {{at(a, 1, 7), deliver}, {at(b, 1, 2), deliver}, {at(a, 1, 8), deliver}, {at(b, 1, 4), tellLost}},
		"a new epoch":           {{at(a, 1, 7), deliver}, {at(a, 2, 1), deliver}, {at(a, 1, 8), drop}},
		"a new epoch with hole": {{at(a, 1, 7), deliver}, {at(a, 2, 2), tellLost}},
	} {
		t.Run(name, func(t *testing.T) {
			var in incoming
			for n, s := range steps {
				require.Equal(t, s.want, in.judge(s.e, noon), "step %d", n)
			}
		})
	}
}

// Who has read the store since a message was lost need not read it again.
func TestALossIsToldOnce(t *testing.T) {
	lost := func(seq uint64, age time.Duration) envelope {
		return envelope{at: position{1, seq}, lost: true, age: age}
	}
	in := incoming{told: noon.Add(-10 * time.Second)}
	require.Equal(t, deliver, in.judge(lost(1, 11*time.Second), noon))
	require.Equal(t, tellLost, in.judge(lost(2, 9*time.Second), noon))
	require.Equal(t, deliver, in.judge(lost(3, 10*time.Second), noon))

	in.broken()
	require.Equal(t, tellLost, in.judge(envelope{at: position{1, 9}}, noon))
	require.False(t, in.tell(noon), "told with the message")
}

func TestMissing(t *testing.T) {
	var in incoming
	a := node{1}
	require.False(t, in.missing(a, position{1, 5}, noon), "nothing was known")
	require.False(t, in.missing(a, position{1, 5}, noon))
	require.Equal(t, deliver, in.judge(envelope{node: a, at: position{1, 6}}, noon))
	require.True(t, in.missing(a, position{1, 7}, noon))
	require.False(t, in.missing(a, position{1, 7}, noon), "told already")
	require.Equal(t, drop, in.judge(envelope{node: a, at: position{1, 7}}, noon))
	require.True(t, in.missing(a, position{2, 1}, noon))
}

func TestPublishersAreForgotten(t *testing.T) {
	var in incoming
	for n := range maxPublishers {
		require.Equal(t, deliver, in.judge(envelope{node: node{byte(n), byte(n >> 8)}, at: position{1, 1}}, noon))
	}
	require.Equal(t, tellLost, in.judge(envelope{node: node{0, 0, 1}, at: position{1, 1}}, noon), "what was forgotten may be missing")
	require.Len(t, in.last, 1)
}

// Whatever is lost on the way, and whatever is forgotten: a receiver hears all, or Lost after the last of it.
func TestNumbersModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var out numbers
		var in incoming
		complete := true // the receiver knows all, or was told
		now := noon
		out.next("a", now)
		require.Equal(rt, deliver, in.judge(envelope{at: out.topics["a"].at}, now))
		arrive := func(e envelope, t *numbered) {
			e.at = t.at
			t.admit(&e, now)
			if in.judge(e, now) == tellLost {
				complete = true
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"arrives": func(*rapid.T) { arrive(envelope{}, out.next("a", now)) },
			"is lost and nobody knows": func(*rapid.T) {
				out.next("a", now)
				complete = false
			},
			"is lost": func(*rapid.T) {
				out.lose(out.next("a", now), now)
				complete = false
			},
			"a new epoch": func(*rapid.T) {
				probe(rt, &out, &in, now, &complete)
				out.begin(now)
			},
			"probe": func(*rapid.T) { probe(rt, &out, &in, now, &complete) },
			"":      func(*rapid.T) { now = now.Add(time.Second) },
		})
		probe(rt, &out, &in, now, &complete)
	})
}

// probe does what a probe does, after which nothing is missing.
func probe(rt *rapid.T, out *numbers, in *incoming, now time.Time, complete *bool) {
	for _, t := range out.unsaid(100) {
		out.next(t.topic, now)
		e := envelope{at: t.at, notice: true}
		t.admit(&e, now)
		if in.judge(e, now) == tellLost {
			*complete = true
		}
	}
	data, _ := out.heads()
	heads, err := decodeHeads(string(data))
	require.NoError(rt, err)
	for _, h := range heads {
		if in.missing(node{}, h.at, now) {
			*complete = true
		}
	}
	require.True(rt, *complete)
}

func TestTopicsAreForgotten(t *testing.T) {
	var out numbers
	for n := range maxNumbered {
		out.next(fmt.Sprint(n), noon)
	}
	out.lose(out.next("0", noon), noon)
	old := out.topics["1"]
	first := out.next("one more", noon)
	require.Len(t, out.topics, 1)
	require.Equal(t, position{2, 1}, first.at)
	require.Equal(t, noon, out.lostAll, "of what was lost the topic is forgotten")

	out.lostAll = time.Time{}
	out.lose(old, noon)
	require.Equal(t, noon, out.lostAll)
}

func TestHeadsGoWithTheNextProbeWhenOneIsLost(t *testing.T) {
	var out numbers
	for n := range maxHeads + 1 {
		out.next(fmt.Sprint(n), noon)
	}
	_, first := out.heads()
	require.Len(t, first, maxHeads)
	_, second := out.heads()
	require.Len(t, second, 1)
	out.again(first)
	_, third := out.heads()
	require.Equal(t, first, third)
}
