// Package app is the application of the soak: a chat whose events are numbered by the client. A node
// is a process that serves it. It writes each event that a handler has applied to a journal, so that
// lost and duplicate events can be counted even if the node is killed.
package app
