package codec_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/codec"
)

type move struct {
	ID   int
	To   string
	Copy bool
}

func TestAllocations(t *testing.T) {
	buf := make([]byte, 0, 64)
	var v any = move{ID: 70000, To: "archive", Copy: true}
	require.Zero(t, testing.AllocsPerRun(100, func() { _ = codec.AppendQuery(buf, v) }), "encode")

	require.LessOrEqual(t, testing.AllocsPerRun(100, func() {
		var v move
		_ = codec.Decode("id=70000&to=archive&copy=true", &v)
	}), 4.0, "decode: the struct and the decoder")
}

func BenchmarkAppendQuery(b *testing.B) {
	buf := make([]byte, 0, 64)
	var v any = move{ID: 70000, To: "archive", Copy: true}
	b.ReportAllocs()
	for b.Loop() {
		_ = codec.AppendQuery(buf, v)
	}
}

func BenchmarkDecode(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var v move
		_ = codec.Decode("id=70000&to=archive&copy=true", &v)
	}
}
