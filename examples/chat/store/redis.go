package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Redis is a Store that all nodes share. A room is a hash of messages and a sorted set of their
// IDs. For each reader, a hash has the last read ID of each room. It expires 90 days after the last
// update.
type Redis struct {
	Client redis.UniversalClient
	Limit  int // messages per room; zero means the constant Limit
}

// The braces put both keys of a room into one hash slot of a Redis cluster.
func idsKey(room string) string        { return "chat:{" + room + "}:ids" }
func messagesKey(room string) string   { return "chat:{" + room + "}:messages" }
func lastReadKey(reader string) string { return "chat:read:" + reader }

const lastReadTTL = 90 * 24 * time.Hour

// member returns id as a string that sorts in the order of the IDs.
func member(id int64) string { return fmt.Sprintf("%016x", id) }

// addScript adds a message and deletes those above the limit. KEYS: ids, messages. ARGV: member,
// JSON, limit.
var addScript = redis.NewScript(`
if redis.call("HSETNX", KEYS[2], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call("ZADD", KEYS[1], 0, ARGV[1])
local over = redis.call("ZCARD", KEYS[1]) - tonumber(ARGV[3])
if over > 0 then
	redis.call("HDEL", KEYS[2], unpack(redis.call("ZRANGE", KEYS[1], 0, over - 1)))
	redis.call("ZREMRANGEBYRANK", KEYS[1], 0, over - 1)
end
return 1`)

func (s *Redis) Add(ctx context.Context, m Message) error {
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return addScript.Run(ctx, s.Client, []string{idsKey(m.Room), messagesKey(m.Room)}, member(m.ID), data, cmp.Or(s.Limit, Limit)).Err()
}

// swapScript replaces a message if it has not changed since it was read. KEYS: ids, messages. ARGV:
// member, old JSON, new JSON or an empty string to delete the message.
var swapScript = redis.NewScript(`
if redis.call("HGET", KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
if ARGV[3] ~= "" then
	redis.call("HSET", KEYS[2], ARGV[1], ARGV[3])
else
	redis.call("HDEL", KEYS[2], ARGV[1])
	redis.call("ZREM", KEYS[1], ARGV[1])
end
return 1`)

// update replaces a message of author with the JSON that change returns, or deletes it if change
// returns nil. It retries when the message has changed in between.
func (s *Redis) update(ctx context.Context, room string, id int64, author string, change func(*Message) ([]byte, error)) (m Message, err error) {
	for {
		old, err := s.Client.HGet(ctx, messagesKey(room), member(id)).Result()
		if errors.Is(err, redis.Nil) {
			return Message{}, ErrNotFound
		}
		if err != nil {
			return Message{}, err
		}
		if err := json.Unmarshal([]byte(old), &m); err != nil {
			return Message{}, fmt.Errorf("store: read message %d: %w", id, err)
		}
		if m.Author != author {
			return Message{}, ErrNotFound
		}
		data, err := change(&m)
		if err != nil {
			return Message{}, err
		}
		swapped, err := swapScript.Run(ctx, s.Client, []string{idsKey(room), messagesKey(room)}, member(id), old, data).Int()
		if err != nil || swapped == 1 {
			return m, err
		}
	}
}

func (s *Redis) Edit(ctx context.Context, room string, id int64, author, text string) (Message, error) {
	return s.update(ctx, room, id, author, func(m *Message) ([]byte, error) {
		m.Text, m.Edited = text, true
		return json.Marshal(m)
	})
}

func (s *Redis) Delete(ctx context.Context, room string, id int64, author string) error {
	_, err := s.update(ctx, room, id, author, func(*Message) ([]byte, error) { return nil, nil })
	return err
}

// beforeScript returns messages, newest first. KEYS: ids, messages. ARGV: upper bound, maximum
// number.
var beforeScript = redis.NewScript(`
local ids = redis.call("ZREVRANGEBYLEX", KEYS[1], ARGV[1], "-", "LIMIT", 0, ARGV[2])
if #ids == 0 then return {} end
return redis.call("HMGET", KEYS[2], unpack(ids))`)

func (s *Redis) Before(ctx context.Context, room string, id int64, n int) ([]Message, error) {
	end := "+"
	if id > 0 {
		end = "(" + member(id)
	}
	found, err := beforeScript.Run(ctx, s.Client, []string{idsKey(room), messagesKey(room)}, end, n).StringSlice()
	if err != nil {
		return nil, err
	}
	all := make([]Message, len(found))
	for i, data := range found {
		if err := json.Unmarshal([]byte(data), &all[len(all)-1-i]); err != nil {
			return nil, fmt.Errorf("store: read a message of %s: %w", room, err)
		}
	}
	return all, nil
}

// markReadScript increases the last read ID of a room. KEYS: hash of the reader. ARGV: room,
// member, TTL in seconds.
var markReadScript = redis.NewScript(`
local old = redis.call("HGET", KEYS[1], ARGV[1])
if not old or old < ARGV[2] then redis.call("HSET", KEYS[1], ARGV[1], ARGV[2]) end
return redis.call("EXPIRE", KEYS[1], ARGV[3])`)

func (s *Redis) MarkRead(ctx context.Context, reader, room string, id int64) error {
	return markReadScript.Run(ctx, s.Client, []string{lastReadKey(reader)}, room, member(id), int(lastReadTTL.Seconds())).Err()
}

func (s *Redis) Unread(ctx context.Context, reader string, rooms []string) (map[string]int, error) {
	read, err := s.Client.HGetAll(ctx, lastReadKey(reader)).Result()
	if err != nil {
		return nil, err
	}
	counts, newest := map[string]*redis.IntCmd{}, map[string]*redis.StringSliceCmd{}
	_, err = s.Client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, room := range rooms {
			if last, ok := read[room]; ok {
				counts[room] = p.ZLexCount(ctx, idsKey(room), "("+last, "+")
			} else {
				newest[room] = p.ZRevRange(ctx, idsKey(room), 0, 0)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	unread := map[string]int{}
	for room, n := range counts {
		if n.Val() > 0 {
			unread[room] = int(n.Val())
		}
	}
	for room, ids := range newest {
		last := append(ids.Val(), member(0))[0]
		if err := markReadScript.Run(ctx, s.Client, []string{lastReadKey(reader)}, room, last, int(lastReadTTL.Seconds())).Err(); err != nil {
			return nil, err
		}
	}
	return unread, nil
}
