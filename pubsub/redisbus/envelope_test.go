package redisbus

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestEnvelope_RoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := envelope{
			pos:    position{rapid.Uint64().Draw(rt, "epoch"), rapid.Uint64().Draw(rt, "seq")},
			noData: rapid.Bool().Draw(rt, "noData"),
			lost:   rapid.Bool().Draw(rt, "lost"),
			data:   string(rapid.SliceOf(rapid.Byte()).Draw(rt, "data")),
		}
		copy(want.node[:], rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(rt, "node"))
		if want.lost {
			want.lossAge = time.Duration(rapid.IntRange(0, 1e9).Draw(rt, "age")) * time.Millisecond
		}
		got, err := decode(string(want.encode([]byte(want.data))))
		require.NoError(rt, err)
		require.Equal(rt, want, got)
	})
}

func TestLatestSeqs_RoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var want []latestSeq
		var data []byte
		for range rapid.IntRange(0, 5).Draw(rt, "seqs") {
			h := latestSeq{rapid.String().Draw(rt, "topic"), position{rapid.Uint64().Draw(rt, "epoch"), rapid.Uint64().Draw(rt, "seq")}}
			want, data = append(want, h), appendLatestSeq(data, h)
		}
		got, err := decodeLatestSeqs(string(data))
		require.NoError(rt, err)
		require.Equal(rt, want, got)
		if len(data) > 0 {
			_, err = decodeLatestSeqs(string(data[:len(data)-1]))
			require.ErrorIs(rt, err, errBadEnvelope)
		}
	})
}

func TestDecode_ForeignMessage(t *testing.T) {
	whole := string(envelope{pos: position{300, 300}, lost: true, lossAge: time.Hour}.encode(nil))
	for length := range len(whole) {
		_, err := decode(whole[:length])
		require.ErrorIs(t, err, errBadEnvelope, "%d bytes", length)
	}
	_, err := decode("\x02" + whole[1:])
	require.ErrorIs(t, err, errBadEnvelope, "another version")
	_, err = decode(`{"hello":"from another program"}`)
	require.ErrorIs(t, err, errBadEnvelope)
	_, err = decode(whole[:10] + "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")
	require.ErrorIs(t, err, errBadEnvelope)
}
