// SpeechAudio
