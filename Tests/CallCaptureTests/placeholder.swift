// CallCapture
