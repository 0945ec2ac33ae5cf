module example.com/vet

go 1.26.0

require github.com/fanvue-go/fanvue v0.0.0

require (
	github.com/hashicorp/go-cleanhttp v0.5.2 // indirect
	github.com/hashicorp/go-retryablehttp v0.7.8 // indirect
)

replace github.com/fanvue-go/fanvue => ../../../..
