// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IUnclaimedPayouts} from "../../../contracts/interfaces/IUnclaimedPayouts.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {VM} from "../../contracts/support/Vm.sol";
import {Attempt} from "./Attempts.sol";
import {Dice} from "./Dice.sol";
import {PrincipalActions} from "./PrincipalActions.sol";

/// @notice Money in, money out, and what the token's operator and uninvited senders do to it.
abstract contract MoneyActions is PrincipalActions {
    uint64 internal _salts;
    mapping(address payer => mapping(uint64 salt => bool)) private _depositSalts;

    /// @dev Accounts begin with something to spend.
    constructor() {
        for (uint256 i = 0; i < _opened.length; ++i) {
            VM.prank(_parties[i]);
            quittance.deposit(_opened[i], 1e10, 1);
            _deposited(_parties[i], _opened[i], 1e10);
        }
    }

    function depositApproved(uint256 seed) external {
        Dice memory dice = Dice(seed);
        address from = _party(dice);
        address account = _beneficiary(dice, from);
        uint96 amount = _amount(dice);
        uint64 salt = uint64(2 + dice.roll(100));
        bool used = _depositSalts[from][salt];
        bool ok = _attempt(
            dice,
            Attempt({
                action: "depositApproved",
                caller: from,
                data: abi.encodeCall(ILedger.deposit, (account, amount, salt)),
                expected: !used && _canPay(from, amount),
                promised: used ? 4 : 1
            })
        );
        if (!ok) return;
        _depositSalts[from][salt] = true;
        _deposited(from, account, amount);
    }

    function depositSigned(uint256 seed) external {
        Dice memory dice = Dice(seed);
        address from = _party(dice);
        address account = _beneficiary(dice, from);
        uint96 amount = _amount(dice);
        uint40 validBefore = uint40(block.timestamp + dice.roll(2 days));
        uint64 salt = ++_salts;
        bytes32 nonce = Digests.deposit(address(quittance), account, salt);
        bytes32 digest = Digests.receiveAuthorization(
            address(usdc),
            address(quittance),
            from,
            amount,
            validBefore,
            nonce
        );
        bytes memory signature = _sign(dice, from, digest);
        bool ok = _attemptOnce(
            dice,
            Attempt({
                action: "depositSigned",
                caller: _relayer,
                data: abi.encodeCall(
                    ILedger.depositWithAuthorization,
                    (from, account, amount, validBefore, salt, signature)
                ),
                expected: _canPay(from, amount) && block.timestamp < validBefore,
                promised: 1
            })
        );
        if (ok) _deposited(from, account, amount);
    }

    function withdraw(uint256 seed) external {
        Dice memory dice = Dice(seed);
        address account = dice.oneIn(12) ? _managedAccount(dice) : _richest(dice);
        address to = dice.oneIn(3) ? _account(dice) : account;
        uint256 available = _balance[account];
        uint256 amount = dice.oneIn(5) ? available + dice.roll(3) : dice.roll(available + 1);
        if (dice.oneIn(12)) to = [address(0), address(usdc), address(quittance), _managedAccount(dice)][dice.roll(4)];
        // Not even an account's own address spends its balance.
        bool may = _takesMoney(to) && !_isOpened(account);
        uint64 salt = uint64(dice.roll(100));
        bool used = _withdrawalSalts[account][salt];
        bool ok = _attempt(
            dice,
            Attempt({
                action: "withdraw",
                caller: account,
                data: abi.encodeCall(ILedger.withdraw, (to, uint96(amount), salt)),
                expected: may && !used && amount != 0 && amount <= available && !_blocked(to),
                promised: used
                    ? 4
                    : _isOpened(account)
                        ? 21
                        : 1
            })
        );
        if (!ok) return;
        _withdrawalSalts[account][salt] = true;
        _debit(account, amount);
        _walletOf[to] += amount;
        _auditAccount(account);
        _auditAccount(to);
        _auditHeld();
    }

    function claimPayout(uint256 seed) external {
        Dice memory dice = Dice(seed);
        address account = _mostRefused(dice);
        uint256 amount = _unclaimedPayout[account];
        bool ok = _attempt(
            dice,
            Attempt({
                action: "claimPayout",
                caller: dice.oneIn(2) ? _stranger : _account(dice),
                data: abi.encodeCall(IUnclaimedPayouts.claimPayout, (account)),
                expected: amount != 0 && !_blocked(account),
                promised: 18
            })
        );
        if (!ok) return;
        _unclaimedPayout[account] = 0;
        _refusals -= amount;
        _walletOf[account] += amount;
        _auditAccount(account);
        _auditHeld();
    }

    function sendUninvited(uint256 seed) external {
        Dice memory dice = Dice(seed);
        uint256 amount = dice.between(1, 1e6);
        if (_blocked(_stranger)) return;
        VM.prank(_stranger);
        require(usdc.transfer(address(quittance), amount));
        _walletOf[_stranger] -= amount;
        _uninvited += amount;
        ++done["sendUninvited"];
        _auditHeld();
    }

    /// @notice The token's operator: mostly lifts what it imposed, so that trade goes on.
    function operateToken(uint256 seed) external {
        Dice memory dice = Dice(seed);
        ++done["operateToken"];
        if (_paused) {
            usdc.unpause();
            _paused = false;
        } else if (dice.oneIn(6)) {
            usdc.pause();
            _paused = true;
        } else {
            _toggle(dice.oneIn(12) ? address(quittance) : _account(dice));
        }
        if (!_listed[address(quittance)]) return;
        if (dice.oneIn(2)) _toggle(address(quittance));
    }

    /// @dev Often an account, which may not even be opened yet.
    function _beneficiary(Dice memory dice, address from) private view returns (address) {
        uint256 choice = dice.roll(8);
        if (choice < 2) return _account(dice);
        if (choice == 2) return _derived[dice.roll(_derived.length)];
        return choice < 5 ? _managedAccount(dice) : from;
    }

    function _toggle(address account) private {
        bool listed = !_listed[account];
        _listed[account] = listed;
        if (listed) usdc.blacklist(account);
        else usdc.unBlacklist(account);
    }

    function _deposited(address from, address account, uint256 amount) private {
        _walletOf[from] -= amount;
        _credit(account, amount);
        _auditAccount(from);
        _auditAccount(account);
        _auditHeld();
    }

    function _amount(Dice memory dice) private pure returns (uint96) {
        uint256 style = dice.roll(8);
        if (style == 0) return 0;
        if (style == 1) return uint96(FUNDS * 2);
        return uint96(dice.between(1, style < 4 ? 20 : 1e10));
    }

    /// @dev Someone whose balance is not empty, if there is one near a random place of the list.
    function _richest(Dice memory dice) private view returns (address account) {
        for (uint256 i = 0; i < 4; ++i) {
            account = _account(dice);
            if (_balance[account] != 0) break;
        }
    }

    function _mostRefused(Dice memory dice) private view returns (address account) {
        uint256 start = dice.roll(_accounts.length);
        for (uint256 i = 0; i < _accounts.length; ++i) {
            account = _accounts[(start + i) % _accounts.length];
            if (_unclaimedPayout[account] != 0) break;
        }
    }
}
