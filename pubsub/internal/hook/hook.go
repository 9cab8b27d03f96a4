// Package hook gives package driver access to unexported parts of package pubsub.
package hook

// Package pubsub sets these when it is initialized. Their types refer to types of pubsub, which
// this package cannot import.
var (
	Deliver any // func(*pubsub.Local, pubsub.Message)
	Forget  any // func(pubsub.Bus)
)
