package redisbus

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"time"
)

// A node is one Bus from its opening to its Close, by a random number.
type node [8]byte

func newNode() (n node) {
	_, _ = rand.Read(n[:]) // never fails
	return n
}

// A position is the place of a message among those of one node and topic. Sequences count from 1 in each epoch.
type position struct{ epoch, seq uint64 }

// An envelope is what goes through Redis:
//
//	version flags node epoch seq [age of what was lost, ms] data
type envelope struct {
	node   node
	at     position
	notice bool          // there is no message, only the number and perhaps that something was lost
	lost   bool          // the node could not send something before this
	age    time.Duration // how long ago it lost the last message, if lost
	data   string
}

const (
	version = 1

	flagNotice = 1 << 0
	flagLost   = 1 << 1
)

var errEnvelope = errors.New("not a message of this version of redisbus")

func (e envelope) encode(data []byte) []byte {
	out := make([]byte, 0, 2+len(e.node)+3*binary.MaxVarintLen64+len(data))
	flags := byte(0)
	if e.notice {
		flags |= flagNotice
	}
	if e.lost {
		flags |= flagLost
	}
	out = append(append(out, version, flags), e.node[:]...)
	out = binary.AppendUvarint(binary.AppendUvarint(out, e.at.epoch), e.at.seq)
	if e.lost {
		out = binary.AppendUvarint(out, uint64(max(0, e.age.Milliseconds())))
	}
	return append(out, data...)
}

func decode(s string) (e envelope, err error) {
	if len(s) < 2+len(e.node) || s[0] != version {
		return e, errEnvelope
	}
	e.notice, e.lost = s[1]&flagNotice != 0, s[1]&flagLost != 0
	rest := s[2+copy(e.node[:], s[2:]):]
	if e.at.epoch, rest, err = number(rest); err != nil {
		return e, err
	}
	if e.at.seq, rest, err = number(rest); err != nil {
		return e, err
	}
	if e.lost {
		var ms uint64
		if ms, rest, err = number(rest); err != nil {
			return e, err
		}
		e.age = time.Duration(min(ms, 1<<40)) * time.Millisecond
	}
	e.data = rest
	return e, nil
}

func number(s string) (n uint64, rest string, err error) {
	var head [binary.MaxVarintLen64]byte
	n, length := binary.Uvarint(head[:copy(head[:], s)])
	if length <= 0 || length > len(s) {
		return 0, "", errEnvelope
	}
	return n, s[length:], nil
}

// A head is the last number of a topic, which probes carry.
type head struct {
	topic string
	at    position
}

func appendHead(out []byte, h head) []byte {
	out = append(binary.AppendUvarint(out, uint64(len(h.topic))), h.topic...)
	return binary.AppendUvarint(binary.AppendUvarint(out, h.at.epoch), h.at.seq)
}

func decodeHeads(s string) (all []head, err error) {
	for s != "" {
		var length uint64
		if length, s, err = number(s); err != nil || length > uint64(len(s)) {
			return nil, errEnvelope
		}
		h := head{topic: s[:length]}
		s = s[length:]
		if h.at.epoch, s, err = number(s); err != nil {
			return nil, err
		}
		if h.at.seq, s, err = number(s); err != nil {
			return nil, err
		}
		all = append(all, h)
	}
	return all, nil
}
