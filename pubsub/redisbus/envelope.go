package redisbus

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"time"
)

// A node is a random number that identifies an open Bus.
type node [8]byte

func newNode() (n node) {
	_, _ = rand.Read(n[:]) // never returns an error
	return n
}

// A position is the position of a message among those of one node and topic. seq starts at 1 in
// each epoch. A new epoch begins when the node publishes to a topic that it has not stored.
type position struct{ epoch, seq uint64 }

// An envelope is a message as sent to Redis:
//
//	version flags node epoch seq [loss age in ms] data
type envelope struct {
	node    node
	pos     position
	noData  bool          // carries no message, only a position and perhaps a loss
	lost    bool          // the node could not send an earlier message
	lossAge time.Duration // time since the last loss, if lost
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

// A latestSeq is the position of the last message of a topic. Probes contain those of the sending
// node.
type latestSeq struct {
	topic string
	pos   position
}

func appendLatestSeq(out []byte, l latestSeq) []byte {
	out = append(binary.AppendUvarint(out, uint64(len(l.topic))), l.topic...)
	return binary.AppendUvarint(binary.AppendUvarint(out, l.pos.epoch), l.pos.seq)
}

func decodeLatestSeqs(s string) (all []latestSeq, err error) {
	for s != "" {
		var length uint64
		if length, s, err = readUvarint(s); err != nil || length > uint64(len(s)) {
			return nil, errBadEnvelope
		}
		l := latestSeq{topic: s[:length]}
		s = s[length:]
		if l.pos.epoch, s, err = readUvarint(s); err != nil {
			return nil, err
		}
		if l.pos.seq, s, err = readUvarint(s); err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}
