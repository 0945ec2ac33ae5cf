// Package contract holds the SDK's declarations against Fanvue's OpenAPI
// document. It is a module of its own, so that the SDK does not depend on an
// OpenAPI library, and has tests only.
package contract
