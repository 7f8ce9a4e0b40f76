"""How a message is compared with the cards' phrasings: spelling, names, similarities, fusion, calibration."""
