"""Prints a scenario of a call of half an hour, for `bridge` and `replay`: 206 questions and answers."""

QUESTIONS = [
    "Hello, can you hear me?", "What are your opening hours?", "Can I book a table for two tomorrow evening?",
    "Do you have parking nearby?", "Thank you, and how much does it cost?",
]
ANSWERS = [
    "Yes, I can hear you well. How can I help you today? We are open for anything that you would like to know.",
    "We are open from nine in the morning until six in the evening, Monday to Friday, and on Saturdays until noon.",
    "Of course. I have a table by the window at seven. Shall I take it for you, and under which name should I write it down?",
    "There is a car park behind the house, and the first two hours are free for guests of ours.",
    "It costs twelve pounds for each of you, drinks not included, and children eat for half of it.",
]
TURNS = 206

print("scenario: half-an-hour\ntitle: a call of half an hour\nmodel:\n  pace: {speed: 2}\n  replies:")
for turn in range(TURNS):
    print(f'    - {{turn: {turn + 1}, say: "{ANSWERS[turn % len(ANSWERS)]}"}}')
print("caller:\n  limit: 40m\n  script:\n    - {wait: greeting}")
for turn in range(TURNS):
    print(f'    - {{say: "{QUESTIONS[turn % len(QUESTIONS)]}"}}\n    - {{wait: reply}}\n    - {{pause: 1s}}')
print("    - hang-up\nbridge: {}")
