SELECT U&'\0061;\\b''c', u&'d!0061!!;' UESCAPE '!';
SELECT 1 AS U&"\0061;""x", 2 AS U&"!0062;" UESCAPE '!';
