package redisbus_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/redisbus"

	"github.com/stretchr/testify/require"
)

func TestOpen_UserAndPassword(t *testing.T) {
	server := redistest.Start(t)
	server.Do(t, "ACL", "SETUSER", "app", "on", ">secret", "resetchannels", "&chat*", "+publish", "+subscribe", "+unsubscribe")
	server.Do(t, "ACL", "SETUSER", "default", "resetchannels")
	url := "redis://app:secret@" + server.Addr
	prefix := func(b *redisbus.Bus) { b.Prefix = "chat" }
	a, b := newHealthyBus(t, url, prefix), newHealthyBus(t, url, prefix)
	rec := subscribe(t, b, "room")
	publish(t, a, "room", "hi")
	rec.waitFor(t, "hi")
	require.EqualValues(t, 1, subscriberCount(t, server, "chat.room"))

	requireHealthErr(t, "redis://app:wrong@"+server.Addr, "WRONGPASS")
	requireHealthErr(t, url, "NOPERM") // to its own prefix, "lively"
}

func TestOpen_TLS(t *testing.T) {
	cert, key := selfSigned(t)
	address := redistest.FreeAddr()
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	redistest.Start(t, "--tls-port", port, "--tls-cert-file", cert, "--tls-key-file", key, "--tls-auth-clients", "no")
	url := "rediss://" + address
	a, b := newHealthyBus(t, url+"?skip_verify=true"), newHealthyBus(t, url+"?skip_verify=true")
	rec := subscribe(t, b, "room")
	publish(t, a, "room", "hi")
	rec.waitFor(t, "hi")

	requireHealthErr(t, url, "certificate")
}

// requireHealthErr opens a bus and waits until Health reports an error.
func requireHealthErr(t *testing.T, url, what string) {
	t.Helper()
	b := newBus(t, url)
	waitUntil(t, what, func() bool { err := b.Health().Err; return err != nil && strings.Contains(err.Error(), what) })
	require.False(t, b.Health().OK)
}

func TestPrefixesAreIsolated(t *testing.T) {
	a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL(), func(b *redisbus.Bus) { b.Prefix = "other" })
	c := newHealthyBus(t, server.URL())
	onB, onC := subscribe(t, b, "room"), subscribe(t, c, "room")
	publish(t, a, "room", "for c")
	publish(t, b, "room", "for b")
	onC.waitFor(t, "for c")
	require.Equal(t, []string{"for b"}, onB.received())
}

func TestOpen_InvalidURL(t *testing.T) {
	for _, url := range []string{"localhost:6379", "http://localhost", "redis://localhost?no_such_option=1", "redis://:secret@local host", "redis://x:secret@[::1?cluster=true"} {
		_, err := redisbus.Open(url)
		require.ErrorContains(t, err, "redisbus: parse Redis", url)
		require.NotContains(t, err.Error(), "secret")

		b := &redisbus.Bus{URL: url}
		require.Error(t, b.Publish(t.Context(), "a", nil))
		_, err = b.Subscribe(t.Context(), "a", ignore)
		require.Error(t, err)
		require.Error(t, b.Health().Err)
		require.NoError(t, b.Close())
	}
}

func TestBus_MisusePanics(t *testing.T) {
	for want, b := range map[string]*redisbus.Bus{
		`redisbus: Bus.Prefix contains braces: "a{b}"`: {Prefix: "a{b}"},
		`redisbus: negative duration in Bus: -1s`:      {Linger: -time.Second},
		`redisbus: negative Bus.MaxQueue: -1`:          {MaxQueue: -1},
	} {
		require.PanicsWithValue(t, want, func() { _ = b.Publish(t.Context(), "a", nil) })
	}
}

func TestBus_CloseBeforeUse(t *testing.T) {
	var b redisbus.Bus
	require.NoError(t, b.Close())
	require.ErrorIs(t, b.Publish(t.Context(), "a", nil), pubsub.ErrClosed)
	require.ErrorIs(t, b.Health().Err, pubsub.ErrClosed)
}

func TestBus_Health(t *testing.T) {
	start := time.Now()
	b := newHealthyBus(t, server.URL())
	h := b.Health()
	require.NoError(t, h.Err)
	require.False(t, h.Since.Before(start) || h.Since.After(time.Now()))
	require.Positive(t, h.Latency)
	require.LessOrEqual(t, h.Latency, time.Since(start))
	require.NoError(t, b.Close())
	require.False(t, b.Health().OK)
}

func TestClose_SendsQueue(t *testing.T) {
	a, b := newHealthyBus(t, server.URL()), newHealthyBus(t, server.URL())
	rec := subscribe(t, b, "room")
	for range 1_000 {
		publish(t, a, "room", "x")
	}
	publish(t, a, "room", "bye")
	require.NoError(t, a.Close())
	rec.waitFor(t, "bye")
	require.Len(t, rec.received(), 1_001)
	require.Zero(t, rec.losses())
}

// Messages that do not fit into the queue are dropped, so that publishers neither wait nor use
// unbounded memory.
func TestLost_FullQueue(t *testing.T) {
	server := redistest.Start(t)
	small := func(b *redisbus.Bus) { b.MaxQueue = 10 }
	a, b := newHealthyBus(t, server.URL(), small), newHealthyBus(t, server.URL(), small)
	rec := subscribe(t, b, "room")
	publish(t, a, "room", "before")
	rec.waitFor(t, "before")
	server.Freeze(t)
	for range 1_000 {
		publish(t, a, "room", "x")
	}
	server.Thaw(t)
	rec.waitForLost(t)
	require.Less(t, len(rec.received()), 1_000)
	publish(t, a, "room", "after")
	rec.waitFor(t, "after")
	require.True(t, a.Health().OK)
}

// selfSigned writes a self-signed certificate for 127.0.0.1.
func selfSigned(t *testing.T) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	write := func(name, kind string, data []byte) string {
		file := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}), 0o600))
		return file
	}
	return write("cert.pem", "CERTIFICATE", cert), write("key.pem", "PRIVATE KEY", private)
}
