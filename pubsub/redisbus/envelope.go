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
	node    node
	pos     position
	noData  bool          // there is no message, only the number and perhaps that something was lost
	lost    bool          // the node could not send something before this
	lossAge time.Duration // how long ago it lost the last message, if lost
	data    string
}

const (
	envelopeVersion = 1

	flagNoData = 1 << 0
	flagLost   = 1 << 1
)

var errBadEnvelope = errors.New("not a message of this version of redisbus")

func (e envelope) encode(data []byte) []byte {
	out := make([]byte, 0, 2+len(e.node)+3*binary.MaxVarintLen64+len(data))
	flags := byte(0)
	if e.noData {
		flags |= flagNoData
	}
	if e.lost {
		flags |= flagLost
	}
	out = append(append(out, envelopeVersion, flags), e.node[:]...)
	out = binary.AppendUvarint(binary.AppendUvarint(out, e.pos.epoch), e.pos.seq)
	if e.lost {
		out = binary.AppendUvarint(out, uint64(max(0, e.lossAge.Milliseconds())))
	}
	return append(out, data...)
}

func decode(s string) (e envelope, err error) {
	if len(s) < 2+len(e.node) || s[0] != envelopeVersion {
		return e, errBadEnvelope
	}
	e.noData, e.lost = s[1]&flagNoData != 0, s[1]&flagLost != 0
	rest := s[2+copy(e.node[:], s[2:]):]
	if e.pos.epoch, rest, err = readUvarint(rest); err != nil {
		return e, err
	}
	if e.pos.seq, rest, err = readUvarint(rest); err != nil {
		return e, err
	}
	if e.lost {
		var ms uint64
		if ms, rest, err = readUvarint(rest); err != nil {
			return e, err
		}
		e.lossAge = time.Duration(min(ms, 1<<40)) * time.Millisecond
	}
	e.data = rest
	return e, nil
}

func readUvarint(s string) (n uint64, rest string, err error) {
	var head [binary.MaxVarintLen64]byte
	n, length := binary.Uvarint(head[:copy(head[:], s)])
	if length <= 0 || length > len(s) {
		return 0, "", errBadEnvelope
	}
	return n, s[length:], nil
}

// A head is the last number of a topic, which probes carry.
type latestSeq struct {
	topic string
	pos   position
}

func appendLatestSeq(out []byte, h latestSeq) []byte {
	out = append(binary.AppendUvarint(out, uint64(len(h.topic))), h.topic...)
	return binary.AppendUvarint(binary.AppendUvarint(out, h.pos.epoch), h.pos.seq)
}

func decodeLatestSeqs(s string) (all []latestSeq, err error) {
	for s != "" {
		var length uint64
		if length, s, err = readUvarint(s); err != nil || length > uint64(len(s)) {
			return nil, errBadEnvelope
		}
		h := latestSeq{topic: s[:length]}
		s = s[length:]
		if h.pos.epoch, s, err = readUvarint(s); err != nil {
			return nil, err
		}
		if h.pos.seq, s, err = readUvarint(s); err != nil {
			return nil, err
		}
		all = append(all, h)
	}
	return all, nil
}
