package codec

// Decode is DecodeArgs without the names that dst does not have.
func Decode(query string, dst any) error {
	_, err := DecodeArgs(query, dst)
	return err
}
