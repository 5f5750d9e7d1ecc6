// Examination
